/** What a person or a script gets to see. */
@NullMarked
package io.bush.examples.watch.show;

import org.jspecify.annotations.NullMarked;
