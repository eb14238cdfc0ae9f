package io.edgesync.repository.structure;

import org.jspecify.annotations.Nullable;

/**
 * A file attached to a wiki page, ticket, technote or forum post.
 *
 * @param filename the last component of the A-card's name
 * @param target a wiki page's name or an identifier in hexadecimal digits
 * @param source the attached content, its name's digits as they stand in the card; {@code null} when the attachment is deleted
 */
public record Attachment(
    String filename,
    String target,
    @Nullable String source,
    @Nullable String comment,
    double julianDay,
    @Nullable String mimetype,
    @Nullable String user)
    implements
      Artifact {}
