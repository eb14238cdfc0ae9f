package io.edgesync.repository.configuration;

import java.util.Arrays;

/**
 * One row of configuration as it travels in a {@code config} card.
 *
 * @param area    {@code /config}, {@code /user}, {@code /shun}, {@code /reportfmt}, {@code /concealed} or {@code /subscriber}; others are dropped
 * @param payload {@code MTIME KEY COLUMN VALUE …} with SQL literals; not copied
 */
public record ConfigurationEntry(String area, byte[] payload) {

  /** What a row takes in memory besides its bytes, for whoever bounds how many of them wait. */
  public static final int OVERHEAD_BYTES = 64;

  @Override
  public boolean equals(Object other) {
    return other instanceof ConfigurationEntry entry && area.equals(entry.area)
        && Arrays.equals(payload, entry.payload);
  }

  @Override
  public int hashCode() {
    return 31 * area.hashCode() + Arrays.hashCode(payload);
  }
}
