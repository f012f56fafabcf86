/**
 * What the pages see of the present: a snapshot whose size does not grow with history, and changes
 * to it. Everything is bounded and the newest wins: a slow page skips to a fresh snapshot instead
 * of making anyone wait. It stores nothing. Start at {@link io.linecheck.live.LiveFeed}.
 */
@NullMarked
package io.linecheck.live;

import org.jspecify.annotations.NullMarked;
