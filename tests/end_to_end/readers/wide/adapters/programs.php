<?php
// What SimplePie reads of the steps of a feed's life, as one JSON line for each entry.
//
//     php programs.php PACKAGES LIFE STEP...
//
// PACKAGES is a folder of WordPress, which has SimplePie in wp-includes.
error_reporting(E_ERROR);
[, $packages, $life] = $argv;
define('ABSPATH', "$packages/");
define('WPINC', 'wp-includes');
require "$packages/wp-includes/class-simplepie.php";

function instant($seconds)
{
    return $seconds ? gmdate('Y-m-d\TH:i:s\Z', $seconds) : null;
}

foreach (['rss', 'atom', 'json'] as $format) {
    foreach (array_slice($argv, 3) as $step) {
        $feed = new SimplePie();
        $feed->enable_cache(false);
        $feed->set_raw_data(file_get_contents("$life/$step/news.$format"));
        $feed->init(); // false for a format that it does not read; then there are no items
        foreach ($feed->get_items() as $item) {
            $thumbnail = $item->get_item_tags('http://search.yahoo.com/mrss/', 'thumbnail');
            echo json_encode([
                'program' => 'SimplePie',
                'version' => SIMPLEPIE_VERSION,
                'format' => $format,
                'step' => $step,
                'id' => $item->get_id(),
                'title' => $item->get_title(),
                'link' => $item->get_permalink(),
                'date' => instant($item->get_date('U')),
                'updated' => instant($item->get_updated_date('U')),
                'picture' => $item->get_thumbnail()['url'] ?? null,
                'author' => $item->get_author()?->get_name(),
            ]), "\n";
        }
    }
}
