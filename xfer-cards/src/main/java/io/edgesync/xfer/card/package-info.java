/**
 * The cards of Fossil's xfer protocol, one record each, and the streaming reader and writer between cards and bytes.
 *
 * <pre>bytes → CardReader → Card … Card → CardWriter → bytes</pre>
 *
 * <p>Records keep what the card says, they judge nothing: what a card may do is decided where it acts. Nothing here knows of
 * compression ({@code xfer.envelope}), of SQLite or of networks. Source: {@code www/sync.wiki} and {@code src/xfer.c}.
 */
@NullMarked
package io.edgesync.xfer.card;

import org.jspecify.annotations.NullMarked;
