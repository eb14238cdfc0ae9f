/** Settings beside the stock program. */
@NullMarked
package io.edgesync.repository.setting;

import org.jspecify.annotations.NullMarked;
