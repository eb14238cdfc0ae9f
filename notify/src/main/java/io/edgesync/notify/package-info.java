/**
 * Messages beside the commits: model, store, delivery, asking and answering. The room is kept for notify; its code
 * arrives with notify itself.
 */
@NullMarked
package io.edgesync.notify;

import org.jspecify.annotations.NullMarked;
