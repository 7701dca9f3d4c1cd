"""Faults in the JavaScript of Draw, Models, Latent code and One value, and who notices them."""

from tests.browser.change import Change

_CANVAS = "app/drawing/assets/canvas.js"
_MAPS = "app/maps/assets/maps.js"
_VIEW = "app/maps/assets/view.js"
_NUMBERS = "app/maps/assets/numbers.js"
_BETWEEN = "app/codes/assets/between.js"
_MAP = "app/codes/assets/map.js"
_OVERLAY = "app/codes/assets/overlay.js"
_PICTURES = "app/shared/assets/pictures.js"
_DECODER = "app/shared/assets/decoder.js"
_VALUE = "app/stage/assets/readings/terms.js"
_WORDS = "app/stage/assets/words.js"

_DRAW_TESTS = "tests/browser/test_draw.py::test_"
_MAPS_TESTS = "tests/browser/test_maps.py::test_"
_CODE_TESTS = "tests/browser/test_code.py::test_"
_VALUE_TESTS = "tests/browser/test_value.py::test_"


def _changes(file: str, tests: str, *faults: tuple[str, str, str]) -> tuple[Change, ...]:
    """Return changes of one file from what stands there, what is put there, and a test's name."""
    return tuple(Change(file, old, new, tests + name) for old, new, name in faults)


PAGES: tuple[Change, ...] = (
    *_changes(
        _CANVAS,
        _DRAW_TESTS,
        (
            "const CLOSE = 0.25 / 28;",
            "const CLOSE = 1 / 28;",
            "points_nearer_than_a_quarter_pixel_of_28_are_left_out",
        ),
        (
            "else if (sent.number > known.drawing.number) adopt(known, sent);",
            "else if (sent.number >= known.drawing.number) adopt(known, sent);",
            "only_a_newer_drawing_replaces_the_one_on_the_canvas",
        ),
        (
            "else if (sent.number > known.drawing.number) adopt(known, sent);",
            "",
            "only_a_newer_drawing_replaces_the_one_on_the_canvas",
        ),
        (
            "sent.strokes.slice(0, done)",
            "sent.strokes.slice(0, 0)",
            "undo_takes_back_one_thing_at_a_time_until_nothing_is_left",
        ),
        (
            "if (!event.isPrimary || event.button !== 0 || pad.pointer !== null) return;",
            "if (!event.isPrimary || pad.pointer !== null) return;",
            "only_the_first_pointer_and_its_main_button_draw",
        ),
        (
            "if (!event.isPrimary || event.button !== 0 || pad.pointer !== null) return;",
            "if (event.button !== 0) return;",
            "only_the_first_pointer_and_its_main_button_draw",
        ),
        (
            "canvas.setPointerCapture(event.pointerId);",
            "",
            "a_stroke_that_leaves_the_canvas_stays_on_its_edge",
        ),
        (
            "readyMade(pad) < 0 ? [...pad.drawing.strokes, []] : [[]]",
            "[...pad.drawing.strokes, []]",
            "what_the_canvas_says_follows_what_is_on_it",
        ),
        (
            "event.getCoalescedEvents?.() ?? []",
            "/** @type {PointerEvent[]} */ ([])",
            "points_that_came_within_one_frame_are_all_drawn",
        ),
        (
            'for (const end of ["pointerup", "pointercancel"])',
            'for (const end of ["pointerup"])',
            "a_stroke_that_the_browser_breaks_off_is_kept_and_ended",
        ),
        (
            'pen.addEventListener("change", () => finish(root, pad));',
            "",
            "the_pen_is_drawn_as_wide_as_it_is_while_its_slider_moves",
        ),
        (
            "Math.round(1000 * Math.min(1, Math.max(0, part))) / 1000",
            "Math.round(1000 * part) / 1000",
            "a_stroke_that_leaves_the_canvas_stays_on_its_edge",
        ),
        (
            "(event.clientY - box.top) / box.height",
            "1 - (event.clientY - box.top) / box.height",
            "a_stroke_is_sent_in_parts_of_the_side_with_the_next_number",
        ),
        (
            "pad.drawing.number = Math.max(0, pad.drawing.number) + 1;",
            "",
            "a_stroke_is_sent_in_parts_of_the_side_with_the_next_number",
        ),
        (
            '".undo").disabled = pad.past.length === 0;',
            '".undo").disabled = strokes.length === 0;',
            "undo_takes_back_one_thing_at_a_time_until_nothing_is_left",
        ),
        (
            '".clear").disabled = strokes.length === 0;',
            '".clear").disabled = false;',
            "what_the_canvas_says_follows_what_is_on_it",
        ),
        (
            "hint.hidden = strokes.length > 0 && chosen < 0;",
            "hint.hidden = strokes.length > 0;",
            "what_the_canvas_says_follows_what_is_on_it",
        ),
        (
            "String(digit === chosen)",
            "String(digit !== chosen)",
            "what_the_canvas_says_follows_what_is_on_it",
        ),
        (
            "pad.drawing.pen * side;",
            "pad.drawing.pen * side * 2;",
            "the_pen_is_drawn_as_wide_as_it_is_while_its_slider_moves",
        ),
        (
            "if (stroke.length === 2) context.lineTo(stroke[0] * side + 0.01, stroke[1] * side);",
            "",
            "a_dot_beside_a_line_is_seen",
        ),
    ),
    *_changes(
        _MAPS,
        _MAPS_TESTS,
        (
            "if (board.newest !== message) return;",
            "",
            "an_answer_that_takes_longer_to_unpack_does_not_come_back_later",
        ),
        (
            "if (!filled) return null;",
            "",
            "numbers_belong_to_the_filled_sheets_in_their_order",
        ),
        (
            "if (opened.get(name) === index) opened.delete(name);",
            "if (opened.has(name)) opened.delete(name);",
            "a_sheet_seen_larger_shows_each_map_with_its_range",
        ),
        (
            'button.textContent = open ? "close" : "larger";',
            'button.textContent = open ? "larger" : "close";',
            "a_sheet_seen_larger_shows_each_map_with_its_range",
        ),
        (
            "board.heading.hidden = !message.heading;",
            "board.heading.hidden = true;",
            "words_stand_where_they_belong",
        ),
        (
            "if (board.cursor && !values[board.cursor.view.sheet]) board.cursor = null;",
            "",
            "new_numbers_are_read_out_under_a_cursor_that_stays",
        ),
        (
            "values.subarray(map * side * side, (map + 1) * side * side)",
            "values.subarray(map * side, (map + 1) * side)",
            "a_sheet_seen_larger_shows_each_map_with_its_range",
        ),
        (
            "`${written(least)} to ${written(most)}`",
            "`${written(most)} to ${written(least)}`",
            "a_sheet_seen_larger_shows_each_map_with_its_range",
        ),
        (
            'if (event.pointerType === "mouse") move(null, false);',
            "",
            "the_pointer_reads_what_it_is_on_up_to_the_edges_of_each_map",
        ),
        (
            "(!reading && event.timeStamp - since < HOLD)) pick(board);",
            "true) pick(board);",
            "a_tap_chooses_and_a_finger_that_is_held_or_slides_reads",
        ),
        (
            "if (!board.touched || (!reading",
            "if (board.touched && (!reading",
            "a_click_reports_the_cell_once_and_only_where_cells_are_chosen",
        ),
        (
            "event.relatedTarget !== board.go && board.cursor?.view === shown",
            "board.cursor?.view === shown",
            "leaving_with_the_keyboard_lets_go_but_going_to_the_button_does_not",
        ),
        (
            'else if (event.key === "Enter" || event.key === " ") pick(board);',
            'else if (event.key === "Enter") pick(board);',
            "keys_stay_inside_and_choose_with_enter_space_and_the_button",
        ),
        (
            'else if (event.key === "Escape") move(null, false);',
            "",
            "keys_stay_inside_and_choose_with_enter_space_and_the_button",
        ),
        (
            "if (found) return found;",
            "return found ?? cell;",
            "keys_stay_inside_and_choose_with_enter_space_and_the_button",
        ),
        (
            "ArrowUp: [-1, 0], ArrowDown: [1, 0]",
            "ArrowUp: [1, 0], ArrowDown: [-1, 0]",
            "keys_stay_inside_and_choose_with_enter_space_and_the_button",
        ),
        (
            "cursor && (!ladder || shown.sheet === cursor.view.sheet) ? cursor.cell : null",
            "cursor?.cell ?? null",
            "of_a_ladder_one_sheet_is_marked_and_of_large_pictures_all",
        ),
        (
            "board.go.hidden = !(cursor?.pinned && sheet?.picks);",
            "board.go.hidden = !sheet?.picks;",
            "a_click_reports_the_cell_once_and_only_where_cells_are_chosen",
        ),
        (
            'const place = sheet.side > 1 ? `row ${row}, column ${column}` : "";',
            "const place = `row ${row}, column ${column}`;",
            "one_map_is_not_numbered_and_one_number_has_no_place",
        ),
        (
            "sheet.maps > 1 ? `map ${map}`",
            "sheet.maps > 0 ? `map ${map}`",
            "one_map_is_not_numbered_and_one_number_has_no_place",
        ),
        (
            "if (board.message.sheets[shown.sheet].picks) board.send",
            "board.send",
            "a_click_reports_the_cell_once_and_only_where_cells_are_chosen",
        ),
    ),
    *_changes(
        _VIEW,
        _MAPS_TESTS,
        (
            "Math.min(1, Math.max(0, (value - black) / (white - black)))",
            "Math.abs((value - black) / (white - black))",
            "cells_are_as_light_as_their_numbers_and_end_at_black_and_white",
        ),
        (
            "(map * sheet.side + row) * sheet.side + column",
            "(map * sheet.side + column) * sheet.side + row",
            "the_pointer_reads_what_it_is_on_up_to_the_edges_of_each_map",
        ),
        (
            "y < top + side && x >= left && x < left + side",
            "y <= top + side && x >= left && x <= left + side",
            "the_pointer_reads_what_it_is_on_up_to_the_edges_of_each_map",
        ),
        (
            "Math.floor(((event.clientX - box.left) / box.width) * columns)",
            "Math.round(((event.clientX - box.left) / box.width) * columns)",
            "the_pointer_reads_what_it_is_on_up_to_the_edges_of_each_map",
        ),
        (
            "style.left = `${((place[1] + 0.5) / columns) * 100}%`;",
            "style.left = `${(place[1] / columns) * 100}%`;",
            "the_mark_is_on_its_cell_and_large_enough_to_be_seen",
        ),
        (
            "const LEAST_MARK = 7;",
            "const LEAST_MARK = 1;",
            "the_mark_is_on_its_cell_and_large_enough_to_be_seen",
        ),
        (
            "x + gap + width < frame.width ? x + gap : x - gap - width",
            "x + gap",
            "the_magnifying_glass_stays_in_the_window_beside_the_pointer",
        ),
        (
            "above + frame.top < 0 ? y + gap : above",
            "above",
            "the_magnifying_glass_stays_in_the_window_beside_the_pointer",
        ),
        (
            "if (!place || !box || !context || size >= 4) return;",
            "if (!place || !box || !context || size >= 3) return;",
            "the_magnifying_glass_shows_four_cells_around_the_one_pointed_at",
        ),
        (
            "node.hidden = !place || !box || !context || size >= 4;",
            "node.hidden = !place || !box || !context || size > 4;",
            "cells_that_can_be_told_apart_are_not_magnified",
        ),
        (
            "if (r < 0 || c < 0 || r >= sheet.side || c >= sheet.side) continue;",
            "if (r < 0 || r >= sheet.side) continue;",
            "the_magnifying_glass_shows_four_cells_around_the_one_pointed_at",
        ),
        (
            "const [r, c] = [row + y - AROUND, column + x - AROUND];",
            "const [r, c] = [row + y - AROUND + 1, column + x - AROUND];",
            "the_magnifying_glass_shows_four_cells_around_the_one_pointed_at",
        ),
    ),
    *_changes(
        _NUMBERS,
        _MAPS_TESTS,
        (
            "sign * fraction * 2 ** -24",
            "0",
            "three_digits_of_a_number_of_half_precision_are_written",
        ),
        (
            "const sign = bits & 0x8000 ? -1 : 1;",
            "const sign = 1;",
            "the_pointer_reads_what_it_is_on_up_to_the_edges_of_each_map",
        ),
        (
            '.replace("-", "−")',
            "",
            "three_digits_of_a_number_of_half_precision_are_written",
        ),
        (
            "minimumSignificantDigits: 3, ",
            "",
            "the_pointer_reads_what_it_is_on_up_to_the_edges_of_each_map",
        ),
        (
            'value === 0 ? "0" : ',
            "",
            "three_digits_of_a_number_of_half_precision_are_written",
        ),
    ),
    *_changes(
        _BETWEEN,
        _CODE_TESTS,
        (
            "if (player.at >= last) player.way = -1;",
            "if (player.at >= last) player.at = -1;",
            "the_walk_turns_back_at_both_ends",
        ),
        (
            "if (player.at <= 0) player.way = 1;",
            "if (player.at <= 0) player.at = last + 1;",
            "the_walk_turns_back_at_both_ends",
        ),
        (
            'button.classList.toggle("outside", !sent.dense[at]);',
            'button.classList.toggle("outside", sent.dense[at]);',
            "stations_outside_the_dense_area_are_marked_and_all_are_named",
        ),
        (
            "button.append(String(sent.named[at]));",
            "button.append(String(sent.named[0]));",
            "stations_outside_the_dense_area_are_marked_and_all_are_named",
        ),
        (
            "end ? END_MS : FRAME_MS);",
            "FRAME_MS);",
            "playing_goes_on_every_110_ms_and_rests_at_the_ends",
        ),
        (
            "else if (player.timer) pause(root, player);",
            "",
            "playing_goes_on_every_110_ms_and_rests_at_the_ends",
        ),
        (
            "return () => clearTimeout(players.get(root)?.timer);",
            "return () => {};",
            "a_hand_on_the_way_stops_the_walk",
        ),
        (
            "const onMap = ([x, y]) => [100 * x, 100 * (1 - y)];",
            "const onMap = ([x, y]) => [100 * x, 100 * y];",
            "each_station_shows_its_two_pictures_and_its_place_on_the_map",
        ),
        (
            'button.classList.toggle("now", i === at)',
            'button.classList.toggle("now", i <= at)',
            "each_station_shows_its_two_pictures_and_its_place_on_the_map",
        ),
        (
            "(100 * at) / (sent.count - 1)",
            "(100 * at) / sent.count",
            "each_station_shows_its_two_pictures_and_its_place_on_the_map",
        ),
        (
            "paint(canvas, picture(player, way, at));\n    canvas.dataset",
            'paint(canvas, picture(player, "code", at));\n    canvas.dataset',
            "each_station_shows_its_two_pictures_and_its_place_on_the_map",
        ),
        (
            'letter("A", a), letter("B", b)',
            'letter("A", b), letter("B", a)',
            "each_station_shows_its_two_pictures_and_its_place_on_the_map",
        ),
        (
            "show(root, player, Math.min(player.at, sent.count - 1));",
            "show(root, player, player.at);",
            "other_ends_keep_the_station_as_far_as_there_is_one",
        ),
        (
            "map.hidden = !sent.map;",
            "map.hidden = false;",
            "without_a_map_there_is_none_and_nothing_is_named",
        ),
        (
            "const at = i <= last ? i : 2 * last - i;",
            "const at = i <= last ? i : i - last;",
            "the_gif_goes_there_and_back_and_rests_at_the_ends",
        ),
        (
            "at === 0 || at === last ? END_MS : FRAME_MS",
            "at === 0 ? END_MS : FRAME_MS",
            "the_gif_goes_there_and_back_and_rests_at_the_ends",
        ),
    ),
    *_changes(
        _MAP,
        _CODE_TESTS,
        (
            "if (redrawn && !cursor.held) cursor.led = false;",
            "if (redrawn) cursor.led = false;",
            "a_new_drawing_takes_the_cursor_along_unless_it_is_held",
        ),
        (
            "Object.assign(cursor, { led: false, held: false, ahead: null, chart: null });",
            "Object.assign(cursor, { ahead: null, chart: null });",
            "a_new_drawing_takes_the_cursor_along_unless_it_is_held",
        ),
        (
            "x < 0 || y < 0 || x > width || y > height ? null",
            "x < 0 || y < 0 ? null",
            "beside_the_plot_on_its_buttons_and_while_pressed_the_cursor_stays",
        ),
        (
            'event.target.closest(".modebar, .legend")',
            'event.target.closest(".legend")',
            "beside_the_plot_on_its_buttons_and_while_pressed_the_cursor_stays",
        ),
        (
            "if (!place || cursor.held || event.buttons) return;",
            "if (!place || cursor.held) return;",
            "beside_the_plot_on_its_buttons_and_while_pressed_the_cursor_stays",
        ),
        (
            "if (!place || cursor.held || event.buttons) return;",
            "if (!place || event.buttons) return;",
            "a_second_click_near_the_first_lets_go_and_one_farther_away_moves",
        ),
        (
            "cursor.held = !(cursor.held && Math.hypot(x - heldX, y - heldY) < NEAR_PX);",
            "cursor.held = true;",
            "a_second_click_near_the_first_lets_go_and_one_farther_away_moves",
        ),
        (
            "Math.hypot(x - heldX, y - heldY) < NEAR_PX",
            "true",
            "a_second_click_near_the_first_lets_go_and_one_farther_away_moves",
        ),
        (
            "const STILL_PX = 6;",
            "const STILL_PX = 60;",
            "a_click_may_slip_by_six_pixels_and_needs_the_main_button",
        ),
        (
            "if (!place || event.button) return;",
            "if (!place) return;",
            "a_click_may_slip_by_six_pixels_and_needs_the_main_button",
        ),
        (
            "ArrowUp: [0, 1], ArrowDown: [0, -1]",
            "ArrowUp: [0, -1], ArrowDown: [0, 1]",
            "keys_move_by_a_fiftieth_of_the_span_and_with_shift_by_a_tenth_of_that",
        ),
        (
            "(event.shiftKey ? 0.1 : 1)",
            "(event.shiftKey ? 10 : 1)",
            "keys_move_by_a_fiftieth_of_the_span_and_with_shift_by_a_tenth_of_that",
        ),
        (
            '.classList.toggle("outside", !answer.dense)',
            '.classList.toggle("outside", answer.dense)',
            "an_answer_is_shown_with_its_maps_its_sentence_and_whether_codes_are_dense",
        ),
        (
            "if (cursor.at[0] !== answer.x || cursor.at[1] !== answer.y) return;",
            "",
            "a_late_answer_changes_neither_a_newer_place_nor_another_model",
        ),
        (
            'canvas.dataset.shows = guess ? "ahead" : "before";',
            'canvas.dataset.shows = "ahead";',
            "pictures_sent_ahead_are_mixed_by_how_near_they_are",
        ),
        (
            'complain(root, "");',
            "",
            "a_refusal_is_said_in_the_servers_words_and_silence_in_ours",
        ),
        (
            "    cursor?.gone.abort();\n",
            "",
            "the_cursor_waits_for_its_chart_and_follows_it",
        ),
        (
            "over.style.top = `${box.top + top - own.top}px`;",
            "over.style.top = `${box.top - own.top}px`;",
            "the_cursor_is_where_the_pointer_is_in_the_numbers_of_the_axes",
        ),
    ),
    *_changes(
        _DECODER,
        _CODE_TESTS,
        (
            "if (model() === about) show(answer);",
            "show(answer);",
            "a_late_answer_changes_neither_a_newer_place_nor_another_model",
        ),
        (
            "+ up * ((1 - right) * ahead[above + i]",
            "+ up * (right * ahead[above + i]",
            "pictures_sent_ahead_are_mixed_by_how_near_they_are",
        ),
        (
            "if (!reply.ok) throw new Error(await reply.text());",
            "",
            "a_refusal_is_said_in_the_servers_words_and_silence_in_ours",
        ),
    ),
    *_changes(
        _OVERLAY,
        _CODE_TESTS,
        (
            "x > width - LABEL_PX ? -1 : 1",
            "x > width ? -1 : 1",
            "the_drawing_is_ringed_named_and_tied_to_its_neighbours",
        ),
        (
            "[xaxis.l2p(x), yaxis.l2p(y)]",
            "[xaxis.l2p(x), yaxis.l2p(-y)]",
            "the_cursor_is_where_the_pointer_is_in_the_numbers_of_the_axes",
        ),
        (
            'class: held ? "at held" : "at"',
            'class: held ? "at" : "at held"',
            "a_second_click_near_the_first_lets_go_and_one_farther_away_moves",
        ),
        (
            'neighbours.map((place) => `M${x} ${y}L${place.join(" ")}`)',
            "neighbours.map((place) => `M${x} ${y}L${x} ${place[1]}`)",
            "the_drawing_is_ringed_named_and_tied_to_its_neighbours",
        ),
    ),
    *_changes(
        _PICTURES,
        _CODE_TESTS,
        (
            "image.data.fill(greys[i], 4 * i, 4 * i + 3);",
            "image.data.fill(255 - greys[i], 4 * i, 4 * i + 3);",
            "each_station_shows_its_two_pictures_and_its_place_on_the_map",
        ),
    ),
    *_changes(
        _VALUE,
        _VALUE_TESTS,
        (
            "const ROOMY = 6;",
            "const ROOMY = 5;",
            "numbers_are_shortened_from_the_seventh_column_on",
        ),
        (
            "const crowded = narrow || opened",
            "const crowded = opened",
            "on_a_phone_grids_stand_two_by_two_and_the_sum_below",
        ),
        (
            '.replace(/^(−?)0\\./, "$1.")',
            "",
            "numbers_are_shortened_from_the_seventh_column_on",
        ),
        (
            "Math.abs(number) < 0.001 ?",
            "Math.abs(number) < 0.0001 ?",
            "numbers_are_shortened_from_the_seventh_column_on",
        ),
        (
            'text: "×="[i]',
            'text: "=×"[i]',
            "signs_stand_between_the_grids_and_the_sum_beside_them",
        ),
        (
            "const DOWN = 54;",
            "const DOWN = 4;",
            "signs_stand_between_the_grids_and_the_sum_beside_them",
        ),
        (
            "y: step * i, width: aside - 24",
            "y: step * (numbers.length - 1 - i), width: aside - 24",
            "signs_stand_between_the_grids_and_the_sum_beside_them",
        ),
        (
            "height - NAMED * (i < 3 ? 2 : 1)",
            "height - NAMED * 2",
            "on_a_phone_grids_stand_two_by_two_and_the_sum_below",
        ),
        (
            'focus?.kind === "tap" ? rows.filter((row) => key(row.tap) === name) : []',
            "[]",
            "an_input_and_its_weight_and_product_light_each_other",
        ),
        (
            'focus?.kind === "in") return rows.filter((row) => key(row.input) === name)',
            'focus?.kind === "in") return rows',
            "an_input_and_its_weight_and_product_light_each_other",
        ),
        (
            'called(view.opened, "kernel", rows[0].tap).slice(0, 2)',
            'called(view.opened, "kernel", rows[0].tap).slice(1, 3)',
            "input_times_weight_is_product_map_by_map_and_all_is_added_up",
        ),
        (
            "heat: Math.abs(row.product) / most,",
            "heat: row.product / most,",
            "products_are_as_warm_as_they_are_large",
        ),
        (
            "note: `together ${show(total(rows))}`",
            "note: `together ${show(rows[0]?.product ?? 0)}`",
            "input_times_weight_is_product_map_by_map_and_all_is_added_up",
        ),
        (
            "const sum = total(rows) + opened.scene.bias[0];",
            "const sum = total(rows);",
            "input_times_weight_is_product_map_by_map_and_all_is_added_up",
        ),
        (
            'rows.length === 1 ? "product" : "products"',
            '"products"',
            "what_is_not_there_is_not_added_up",
        ),
        (
            "byCell.get(key([c, y, x]))",
            "byCell.get(key([c, x, y]))",
            "input_times_weight_is_product_map_by_map_and_all_is_added_up",
        ),
        (
            "const byCell = new Map(rows.map((row) => [key(row.input), row]));",
            "const byCell = new Map(rows.map((row) => [key([c, ...row.tap.slice(2)]), row]));",
            "cells_that_no_tap_reads_stay_empty",
        ),
    ),
    *_changes(
        _WORDS,
        _VALUE_TESTS,
        (
            "Math.abs(b.product) - Math.abs(a.product)",
            "b.product - a.product",
            "the_terms_of_a_sentence_come_by_size_whatever_their_sign",
        ),
        (
            "if (zeros) terms.push(`${zeros} × 0`);",
            "",
            "the_terms_of_a_sentence_come_by_size_whatever_their_sign",
        ),
        (
            "`${rows.length - MOST_TERMS} more`",
            "`${rows.length} more`",
            "of_more_than_ten_terms_the_others_are_counted",
        ),
        (
            "value ? value.added : ",
            "value ? [] : ",
            "the_terms_of_a_sentence_come_by_size_whatever_their_sign",
        ),
        (
            ", and ${what} makes it <b>${exact(number)}</b>",
            ", and ${what} makes it <b>${exact(total(rows))}</b>",
            "the_terms_of_a_sentence_come_by_size_whatever_their_sign",
        ),
    ),
)
