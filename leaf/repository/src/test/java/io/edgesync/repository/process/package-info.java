/** Programs of ours in JVMs of their own, watched from outside: what they asked of the operating system, and in which order. */
@NullMarked
package io.edgesync.repository.process;

import org.jspecify.annotations.NullMarked;
