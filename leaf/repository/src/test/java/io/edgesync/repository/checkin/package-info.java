/** Tests of check-ins and history against {@code fossil commit}. */
@NullMarked
package io.edgesync.repository.checkin;

import org.jspecify.annotations.NullMarked;
