package io.edgesync.xfer.card;

/**
 * One card of the xfer protocol. Consumers {@code switch} over the permitted records without a default branch, so that a new card
 * turns into compile errors wherever somebody must decide.
 */
public sealed interface Card extends AutoCloseable
    permits LoginCard, PullCard, PushCard, CloneCard, CloneSeqnoCard, FileCard, CFileCard, PrivateCard, IgotCard,
    GimmeCard, UvIgotCard, UvGimmeCard, UvFileCard, CookieCard, ReqconfigCard, ConfigCard, PragmaCard, MessageCard,
    ErrorCard, CommentCard, OversizeCard, UnknownCard {

  /** Lets go of the payload's bytes; nothing to do for cards without one. */
  @Override
  default void close() {}
}
