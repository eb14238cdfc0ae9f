/**
 * The answering side of a round: {@link io.edgesync.sync.answer.Answerer} takes the request's cards in order, decides about each by the
 * asker's rights, stores what may be stored, and says what goes back as an {@link io.edgesync.sync.answer.Answer}.
 *
 * <pre>
 * Asked → RequestReader → ArtifactCards (→ ArtifactWriter), PragmaCards, UnversionedCards, ConfigurationCards
 *              │  RequestState: rights, wishes, and items that may still be discarded by a fatal card
 *              ↓
 *          ReplyTail (gimme, igot, timestamp) → Answer → Outbox → cards
 * </pre>
 *
 * The request is judged to its end before the first card of the reply is made, since a fatal card discards what was to be said; the
 * reply then holds names, and an artifact only while it is read. An answerer is thread-safe; an answer belongs to one thread.
 * Between rounds are kept, in memory and bounded, the ids of recent ones, the nonces of recent logins and the sessions in which nodes
 * prove their keys. Source: {@code src/xfer.c, page_xfer()}.
 */
@NullMarked
package io.edgesync.sync.answer;

import org.jspecify.annotations.NullMarked;
