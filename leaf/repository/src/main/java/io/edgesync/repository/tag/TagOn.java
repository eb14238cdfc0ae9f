package io.edgesync.repository.tag;

import org.jspecify.annotations.Nullable;

/**
 * An active tag on an artifact.
 *
 * @param name        as stored: {@code sym-NAME} for a symbolic one, {@code branch}, {@code bgcolor}, {@code wiki-TITLE}, …
 * @param value       {@code null} where it has none
 * @param propagates  to descendants
 * @param isInherited from an ancestor that was tagged
 */
public record TagOn(String name, @Nullable String value, boolean propagates, boolean isInherited) {}
