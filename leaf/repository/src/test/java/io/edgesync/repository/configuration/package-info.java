/** Tests of shared configuration; stock's {@code configuration export} and {@code merge} are the judges. */
@NullMarked
package io.edgesync.repository.configuration;

import org.jspecify.annotations.NullMarked;
