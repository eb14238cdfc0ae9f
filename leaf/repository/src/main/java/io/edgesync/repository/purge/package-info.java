/**
 * Taking artifacts out of a repository, and bringing them back: {@link io.edgesync.repository.purge.Graveyard} does both,
 * {@link io.edgesync.repository.purge.PurgeSelection} says what is to go, {@link io.edgesync.repository.purge.PurgeEvent} and
 * {@link io.edgesync.repository.purge.PurgeItem} are what lies there.
 *
 * <pre>
 * purge: selection → rids → purgeevent, purgeitem → rows removed → everything derived anew, one transaction
 * undo:  purgeitem → received like what a peer sends: verified, stored, crosslinked → event removed
 * </pre>
 *
 * <p>The tables are stock's, so that {@code fossil purge undo} brings back what was purged here, and the other way round. A purge is not known
 * to other repositories: the next pull brings everything again, unless it is shunned. Source: Fossil {@code src/purge.c}.
 */
@NullMarked
package io.edgesync.repository.purge;

import org.jspecify.annotations.NullMarked;
