package io.linecheck.web;

import io.vertx.ext.web.RoutingContext;

/**
 * Who asks.
 *
 * @param name the token's name, or {@code loopback} for somebody at this machine without one
 * @param role what they may do
 */
record Caller(String name, Role role) {
  private static final String KEY = Caller.class.getName();

  static final Caller LOOPBACK = new Caller("loopback", Role.OPERATOR);

  void put(RoutingContext context) {
    context.put(KEY, this);
  }

  static Caller of(RoutingContext context) {
    Caller caller = context.get(KEY);
    if (caller == null) {
      throw new Problem(401, "this needs an access token: Authorization: Bearer …");
    }
    return caller;
  }

  /** Refuses who may not. */
  void require(Role needed) {
    if (!role.allows(needed)) {
      throw new Problem(
          403,
          "this needs the role " + needed.word() + "; the token '" + name + "' has " + role.word());
    }
  }
}
