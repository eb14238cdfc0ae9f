/**
 * The form in which a list of cards travels as one body: plain, or 4 bytes big-endian size and a zlib stream, with the login card
 * in front or in a cookie. Source: {@code src/blob.c, blob_compress()}, {@code src/http.c}.
 */
@NullMarked
package io.edgesync.xfer.envelope;

import org.jspecify.annotations.NullMarked;
