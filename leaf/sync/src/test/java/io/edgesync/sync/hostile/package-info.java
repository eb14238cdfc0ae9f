/**
 * What a peer sends that wants us harm, in both roles: every card with every field wrong, floods of names, replies that never end. Each ends in an
 * {@code error} card or in a session that says what was wrong, and the repository stays as it was, byte for byte.
 */
@org.jspecify.annotations.NullMarked
package io.edgesync.sync.hostile;
