package io.edgesync.repository.rebuild;

import io.edgesync.repository.crosslink.ControlComment;

/**
 * How texts are written and read here, by the settings of the repository.
 *
 * @param control    the comments of control artifacts
 * @param wikiIsHtml whether Fossil-wiki is written as HTML
 */
record Wording(ControlComment control, boolean wikiIsHtml) {}
