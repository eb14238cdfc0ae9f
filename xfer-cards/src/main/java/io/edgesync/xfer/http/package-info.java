/**
 * Rounds over HTTP, as Fossil's own clients and servers make them; the only package of this module that does I/O. Uses the JDK's
 * client. Source: {@code src/http.c}.
 */
@NullMarked
package io.edgesync.xfer.http;

import org.jspecify.annotations.NullMarked;
