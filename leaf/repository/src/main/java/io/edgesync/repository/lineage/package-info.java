/**
 * Which artifacts go together: {@link io.edgesync.repository.lineage.CheckinSet} grows check-ins by their descendants, and by the files and
 * tags that belong to them.
 * {@link io.edgesync.repository.lineage.Lineage} tells ancestors, descendants and common ancestors to everybody.
 *
 * <pre>rids of check-ins → plink → descendants → mlink, tagxref → rids of files and control artifacts</pre>
 *
 * <p>Inside a transaction of the caller, or one of its own; changes nothing. Source: Fossil {@code src/purge.c, find_checkin_associates()}, {@code
 * src/descendants.c}.
 */
@NullMarked
package io.edgesync.repository.lineage;

import org.jspecify.annotations.NullMarked;
