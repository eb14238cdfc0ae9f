package io.edgesync.repository.link;

/**
 * A place that somebody named.
 *
 * @param url      http or https, of another kind only where a mirror is pushed to it
 * @param argument JSON: {@code src} is who said so, {@code type} is {@code git} for a mirror
 * @param mtime    when it was last used, seconds since 1970
 */
public record ProjectLink(String url, String argument, long mtime) {}
