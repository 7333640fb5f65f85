/** What a node tells about itself. */
package io.bush.realtime.observe;
