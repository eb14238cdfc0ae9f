/** Tests of what daemons are told. */
@NullMarked
package io.edgesync.agent.configuration;

import org.jspecify.annotations.NullMarked;
