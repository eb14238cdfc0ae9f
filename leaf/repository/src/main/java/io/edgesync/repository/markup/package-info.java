/**
 * Which links a text has, in the two dialects that Fossil reads references from: {@link io.edgesync.repository.markup.Backlinks} finds those
 * that are the beginning of an artifact's name, in Fossil-wiki ({@code WikiText}) and in Markdown ({@code Markdown} reads blocks, {@code
 * MarkdownSpans} what is within them, {@code MarkdownEmphasis} emphasis; {@code MarkdownDefinitions} reads what a text defines, {@code
 * MarkdownNotes} keeps it and the footnotes). {@link io.edgesync.repository.markup.Html} is for texts that we put into such text ourselves.
 *
 * <pre>comment, wiki page, ticket, forum post → Backlinks.of → prefixes of names → crosslink, rebuild: the table backlink</pre>
 *
 * <p>Nothing is rendered here: a text is read only as far as it decides what is a link, which is as far as Fossil's own parser goes, odd cases
 * included. Texts come from anybody; the effort for each is bounded. Pure functions, callable from any thread. Source: Fossil {@code
 * src/backlink.c}, {@code src/markdown.c}, {@code src/wikiformat.c}.
 */
@NullMarked
package io.edgesync.repository.markup;

import org.jspecify.annotations.NullMarked;
