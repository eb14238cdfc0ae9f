/** Tests of sessions and their pace. */
@NullMarked
package io.edgesync.agent.peer;

import org.jspecify.annotations.NullMarked;
