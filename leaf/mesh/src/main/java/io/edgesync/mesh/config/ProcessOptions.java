package io.edgesync.mesh.config;

import org.jspecify.annotations.Nullable;

/**
 * What belongs to the process of a server and not to the server in it.
 *
 * @param pidFile gets the number of the process; null for none
 * @param portsFileDirectory gets a file that names the addresses which the server got; null for none
 */
public record ProcessOptions(@Nullable String pidFile, @Nullable String portsFileDirectory, LogOptions log) {
  public static final ProcessOptions DEFAULT = new ProcessOptions(null, null, LogOptions.DEFAULT);
}
