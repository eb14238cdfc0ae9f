package io.edgesync.mesh.config;

import org.jspecify.annotations.Nullable;

/**
 * What a server writes about itself.
 *
 * @param file null for standard error
 * @param time lines begin with the time
 * @param debug lines of level debug, too
 * @param trace the lines of the protocol, too
 * @param bytesMax a file that becomes larger is set aside; 0 for never
 */
public record LogOptions(@Nullable String file, boolean time, boolean debug, boolean trace, long bytesMax) {
  public static final LogOptions DEFAULT = new LogOptions(null, true, false, false, 0);
}
