/** Tests of the grammar of structural artifacts, many of them against what stock Fossil accepts. */
@NullMarked
package io.edgesync.repository.structure;

import org.jspecify.annotations.NullMarked;
