/**
 * Where else a project is to be had: rows of {@code config} that stock Fossil keeps when repositories sync by HTTP, and shows to administrators on
 * its page {@code /urllist}.
 *
 * <pre>
 * syncwith:URL  we called URL            baseurl:URL  we were reached as URL
 * syncfrom:URL  URL said that it called  link:URL     somebody else told of URL
 * </pre>
 *
 * <p>{@link io.edgesync.repository.link.ProjectLinks} keeps them, {@link io.edgesync.repository.link.ProjectUrl} is their form. What others say
 * is a claim: nothing here is ever dialled, and how much of it is kept is bounded. Callable from any thread. Source: Fossil
 * {@code src/xfer.c, xfer_syncwith()}.
 */
@NullMarked
package io.edgesync.repository.link;

import org.jspecify.annotations.NullMarked;
