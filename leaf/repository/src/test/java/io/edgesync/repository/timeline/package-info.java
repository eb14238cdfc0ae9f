/** Tests of reading a project's history. */
@NullMarked
package io.edgesync.repository.timeline;

import org.jspecify.annotations.NullMarked;
