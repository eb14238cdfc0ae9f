/**
 * Bytes of artifacts while they are in memory: {@link io.edgesync.xfer.content.Content} owns them,
 * {@link io.edgesync.xfer.content.MemoryBudget} bounds how many there are at once in the whole process.
 */
@NullMarked
package io.edgesync.xfer.content;

import org.jspecify.annotations.NullMarked;
