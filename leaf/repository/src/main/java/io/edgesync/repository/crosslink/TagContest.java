package io.edgesync.repository.crosslink;

import java.util.Map;
import java.util.Set;

/**
 * A tag of which it depends on the order of a rebuild who has it.
 *
 * @param parents  the artifacts among which that is decided, each after its primary parent, which is the value; 0 where the parent has
 *                 no part in it
 * @param asserted those of them on which somebody set or cancelled the tag
 */
record TagContest(int tagId, Map<Long, Long> parents, Set<Long> asserted) {}
