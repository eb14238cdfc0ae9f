package io.edgesync.ops.interop;

import org.jspecify.annotations.Nullable;

/** How the client comes in. Whoever has no login is {@code nobody}, who may clone and read where the server is not closed. */
enum Login {
  RIGHT("tiger"), WRONG("lion"), NONE(null), NONE_WHERE_CLOSED(null);

  private final @Nullable String password;

  Login(@Nullable String password) {
    this.password = password;
  }

  @Nullable
  String password() {
    return password;
  }
}
