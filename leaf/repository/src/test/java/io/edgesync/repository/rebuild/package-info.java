/**
 * Tests of the bulk path: on a rich stock-made history, damaged in many ways, and on the whole history of Fossil itself; what a stock
 * rebuild makes of the same file decides.
 */
@NullMarked
package io.edgesync.repository.rebuild;

import org.jspecify.annotations.NullMarked;
