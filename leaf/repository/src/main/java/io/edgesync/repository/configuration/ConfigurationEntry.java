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

  /** As long as a person would write. */
  private static final int NAME_BYTES_MAX = 16 << 10;

  /** Whether it is the name or the description of the project, which give nobody any power. */
  public boolean namesProject() {
    return area.equals("/config") && payload.length <= NAME_BYTES_MAX && RowLiterals.parse(payload)
        .filter(row -> row.key().equals("project-name") || row.key().equals("project-description")).isPresent();
  }

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
