/** What the benchmarks say of arguments that mean nothing; what they measure is for machines with nothing else to do. */
@NullMarked
package io.edgesync.ops.bench;

import org.jspecify.annotations.NullMarked;
