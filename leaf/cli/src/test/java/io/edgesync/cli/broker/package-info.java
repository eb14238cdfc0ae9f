/** {@code edgesync broker} beside the real {@code nats-server}: both as processes, with the same arguments and files. */
@NullMarked
package io.edgesync.cli.broker;

import org.jspecify.annotations.NullMarked;
