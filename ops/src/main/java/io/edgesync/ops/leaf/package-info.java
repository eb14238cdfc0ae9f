/**
 * {@code ops/leaf}: the daemon behind the flags, defaults and environment of the Go program {@code leaf}.
 * {@link io.edgesync.ops.leaf.GoFlags} reads them as Go's flag package does, {@link io.edgesync.ops.leaf.LeafMain} turns them
 * into {@code edgesync sync start}.
 *
 * <pre>
 * -repo F -nats URL … + LEAF_* → GoFlags → arguments of sync start → cli.Main
 * </pre>
 *
 * <p>A flag that cannot be honoured is refused by name with the remedy: a script that relied on it must not believe that it
 * worked. The flags that the Go program parses and ignores are ignored here too.
 */
@NullMarked
package io.edgesync.ops.leaf;

import org.jspecify.annotations.NullMarked;
