package io.linecheck.config.shape;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One reading of one file: where relative paths start, which environment secrets come from, and the
 * problems met so far. Used by one thread.
 */
public final class Reading {
  /** More problems than anybody reads; the rest is counted only. */
  private static final int MOST_PROBLEMS = 1000;

  private final String file;
  private final Path folder;
  private final Map<String, String> environment;
  private final Predicate<String> needed;
  private final List<Problem> problems = new ArrayList<>();
  private final List<Problem> warnings = new ArrayList<>();
  private final Names names = new Names();
  private final Map<String, Integer> lines = new HashMap<>();

  /**
   * A reading that has met nothing yet.
   *
   * @param file the file's name for texts
   * @param folder where relative paths start
   * @param environment the variables that {@code {env: NAME}} may name
   * @param needed by its path, whether a secret will be used; another one need not be there
   */
  public Reading(
      String file, Path folder, Map<String, String> environment, Predicate<String> needed) {
    this.file = file;
    this.folder = folder;
    this.environment = Map.copyOf(environment);
    this.needed = needed;
  }

  /** The file's name for texts. */
  public String file() {
    return file;
  }

  /** A path of the file, relative ones starting at the file's own folder. */
  public Path resolve(String path) {
    return folder.resolve(path).normalize();
  }

  /** Whether the secret of this path will be used. */
  public boolean needs(String path) {
    return needed.test(path);
  }

  /** An environment variable. */
  public Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name));
  }

  /** The problems, in the order of the file; empty where the file is sound. */
  public List<Problem> problems() {
    return sorted(problems);
  }

  /** What is allowed but probably not meant, in the order of the file. */
  public List<Problem> warnings() {
    return sorted(warnings);
  }

  /** Reports a problem of a value that was read before, by its path. */
  public void refuse(String path, String value, String rule, Optional<String> nearest) {
    add(new Problem(file, line(path), path, value, rule, nearest));
  }

  /** Reports what is allowed but probably not meant, by its path. */
  public void warn(String path, String value, String rule) {
    if (warnings.size() < MOST_PROBLEMS) {
      warnings.add(new Problem(file, line(path), path, value, rule, Optional.empty()));
    }
  }

  /** The names the file gives and uses. */
  public Names names() {
    return names;
  }

  /** How many problems there are so far. */
  int count() {
    return problems.size();
  }

  void add(Problem problem) {
    if (problems.size() < MOST_PROBLEMS) {
      problems.add(problem);
    } else if (problems.size() == MOST_PROBLEMS) {
      problems.add(
          new Problem(
              file,
              Integer.MAX_VALUE,
              "",
              "",
              "more than " + MOST_PROBLEMS + " problems; the rest is not listed",
              Optional.empty()));
    }
  }

  void seen(String path, int line) {
    lines.put(path, line);
  }

  private int line(String path) {
    String known = path;
    while (!lines.containsKey(known) && !known.isEmpty()) {
      int cut = Math.max(known.lastIndexOf('.'), known.lastIndexOf('['));
      known = cut < 0 ? "" : known.substring(0, cut);
    }
    return lines.getOrDefault(known, 1);
  }

  private static List<Problem> sorted(List<Problem> found) {
    return found.stream().sorted(Comparator.comparingInt(Problem::line)).toList();
  }
}
