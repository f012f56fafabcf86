package io.linecheck.model;

/**
 * A named fault of one service, ready to be shown.
 *
 * @param code the public code
 * @param severity how much it matters
 * @param service the service's name
 * @param stage the layer at which it was seen
 * @param title one line
 * @param evidence what was seen next to what was expected
 * @param cause why this happens
 * @param remedy what to do, worded for the dialer's platform, with commands to paste
 * @param fixedBy who must act
 */
public record Finding(
    FindingCode code,
    Severity severity,
    String service,
    Stage stage,
    String title,
    String evidence,
    String cause,
    String remedy,
    FixedBy fixedBy) {}
