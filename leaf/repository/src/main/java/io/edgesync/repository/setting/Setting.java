package io.edgesync.repository.setting;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code config}.
 *
 * @param changed to the second; null where the row does not say
 */
public record Setting(String name, String value, @Nullable Instant changed) {}
