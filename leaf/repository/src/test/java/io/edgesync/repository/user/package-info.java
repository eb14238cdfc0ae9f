/** Users and their rights beside the stock program, both ways. */
@NullMarked
package io.edgesync.repository.user;

import org.jspecify.annotations.NullMarked;
