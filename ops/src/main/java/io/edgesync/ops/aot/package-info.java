/**
 * The run from which the JVM learns for its AOT cache: {@link io.edgesync.ops.aot.TrainingRun} lets two linked leaves do what a leaf does all
 * its life. {@code ops/lib/launch.bash} starts it when the programs were built, has the leaves and the clones record what they load and call, and
 * makes the caches of that, with which every later start begins (JEP 483, 514 and 515).
 */
@NullMarked
package io.edgesync.ops.aot;

import org.jspecify.annotations.NullMarked;
