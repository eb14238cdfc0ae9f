/** Tests of the control socket. */
@NullMarked
package io.edgesync.agent.control;

import org.jspecify.annotations.NullMarked;
