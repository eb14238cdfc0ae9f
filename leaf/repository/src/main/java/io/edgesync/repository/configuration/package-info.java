/**
 * The configuration that repositories of one project share: skin, project settings, ticket setup, users, the shun list and the rest.
 * {@link io.edgesync.repository.configuration.Configuration} reads rows for others and takes theirs over,
 * {@link io.edgesync.repository.configuration.ConfigurationArea} is what people name,
 * {@link io.edgesync.repository.configuration.ConfigurationGroup} what rights are judged by.
 *
 * <pre>
 * groups → rows of config, user, shun, reportfmt, concealed, subscriber → MTIME KEY COLUMN VALUE …
 * payload → RowLiterals: parsed, never run → lists of tables, columns and names → newer than ours → transaction
 * </pre>
 *
 * <p>Who may read or write which group is decided elsewhere. Source: Fossil {@code src/configure.c}.
 */
@NullMarked
package io.edgesync.repository.configuration;

import org.jspecify.annotations.NullMarked;
