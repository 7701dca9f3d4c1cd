"""Faults of the stage, each of which a test notices: off by one, swapped, inverted, forgotten."""

from tests.browser.change import Change

_AHEAD = "app/stage/assets/ahead.js"
_BOARD = "app/stage/assets/board.js"
_CURSOR = "app/stage/assets/cursor.js"
_DRAWING = "app/stage/assets/drawing.js"
_GRIDS = "app/stage/assets/grids.js"
_THEME = "app/stage/assets/theme.js"
_EDITOR = "app/stage/assets/editor.js"
_MOTION = "app/stage/assets/motion.js"
_PAINTING = "app/stage/assets/painting.js"
_PANELS = "app/stage/assets/panels.js"
_PICTURE = "app/stage/assets/picture.js"
_PLAYER = "app/stage/assets/player.js"
_SCENE = "app/stage/assets/scene.js"
_STAGE_STYLE = "app/stage/assets/stage.css"
_STAGE = "app/stage/assets/stage.js"
_SUMS = "app/stage/assets/sums.js"
_SWITCHES = "app/stage/assets/switches.js"
_TAKEAWAY = "app/stage/assets/takeaway.js"
_WORDS = "app/stage/assets/words.js"
_READING_STAMP = "app/stage/assets/readings/stamp.js"
_READING_SLIDE = "app/stage/assets/readings/slide.js"
_PLAYBACK = "app/stage/assets/playback.js"
_READING_MATRIX = "app/stage/assets/readings/matrix.js"
_DISPLAY = "app/stage/assets/display.js"
_POINTER = "app/stage/assets/pointer.js"
_SLIDERS = "app/stage/assets/sliders.js"
_CHANNELS = "app/stage/assets/channels.js"
_CONNECTION = "app/stage/assets/connection.js"
_CAPTIONS = "app/stage/assets/captions.js"
_VISIBILITY = "app/stage/assets/visibility.js"
_KEYBOARD = "app/stage/assets/keyboard.js"
_RESIDENCE = "app/stage/assets/residence.js"
_LINK = "app/stage/assets/link.js"
_DRAWER = "app/stage/assets/drawer.js"
_UPRIGHT = "app/stage/assets/upright.js"
_PRESENT = "app/stage/assets/present.js"
_SHOTS = "app/stage/assets/shots.js"

_IN_CONTROLS = "tests/browser/test_controls.py"
_IN_FRAME = "tests/browser/test_frame.py"
_IN_LAB = "tests/browser/test_lab.py"
_IN_PHONE = "tests/browser/test_phone.py"
_IN_PLAYER = "tests/browser/test_player.py"
_IN_POINTING = "tests/browser/test_pointing.py"
_IN_PRESENT = "tests/browser/test_present.py"
_IN_READINGS = "tests/browser/test_readings.py"
_IN_STEPS = "tests/browser/test_steps.py"
_IN_TAKEAWAY = "tests/browser/test_takeaway.py"

STAGE: tuple[Change, ...] = (
    # The player.
    Change(
        _PLAYER,
        "oninput: () => { pause(); go(scrub.valueAsNumber); },",
        "oninput: () => { pause(); },",
        f"{_IN_PLAYER}::test_the_bar_is_dragged_to_any_step_and_says_where_it_is",
    ),
    Change(
        _PLAYER,
        "oninput: () => { pause(); go(scrub.valueAsNumber); },",
        "oninput: () => { go(scrub.valueAsNumber); },",
        f"{_IN_PLAYER}::test_who_takes_a_step_by_hand_is_not_carried_on[bar]",
    ),
    Change(
        _PLAYER,
        "if (at >= steps.length - 1) go(0);",
        "",
        f"{_IN_PLAYER}::test_play_stops_at_the_end_and_starts_over_from_there",
    ),
    Change(
        _PLAYER,
        "if (at >= steps.length - 1 && !again.on()) return pause();",
        "if (at >= steps.length - 1 && !again.on()) return;",
        f"{_IN_PLAYER}::test_play_stops_at_the_end_and_starts_over_from_there",
    ),
    Change(
        _PLAYER,
        'button("back", "One step back (left arrow)", () => { pause(); go(at - 1); })',
        'button("back", "One step back (left arrow)", () => { pause(); go(at - 2); })',
        f"{_IN_PLAYER}::test_each_button_goes_where_its_name_says_and_stops_at_the_ends",
    ),
    Change(
        _PLAYER,
        'button("last", "Last step (End)", () => { pause(); go(steps.length - 1); })',
        'button("last", "Last step (End)", () => { pause(); go(steps.length - 2); })',
        f"{_IN_PLAYER}::test_each_button_goes_where_its_name_says_and_stops_at_the_ends",
    ),
    Change(
        _PLAYER,
        "at = Math.max(0, Math.min(step, steps.length - 1));",
        "at = (step + steps.length) % steps.length;",
        f"{_IN_PLAYER}::test_each_key_goes_where_its_button_does",
    ),
    Change(
        _PLAYER,
        "ArrowLeft: () => { pause(); go(at - 1); },",
        "ArrowLeft: () => { go(at - 1); },",
        f"{_IN_PLAYER}::test_who_takes_a_step_by_hand_is_not_carried_on[left]",
    ),
    Change(
        _PLAYER,
        '" ": () => (playing ? pause() : start()),',
        '" ": () => start(),',
        f"{_IN_PLAYER}::test_the_space_bar_plays_and_pauses",
    ),
    Change(
        _PLAYER,
        "speed = SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length];",
        "speed = SPEEDS[Math.min(SPEEDS.indexOf(speed) + 1, SPEEDS.length - 1)];",
        f"{_IN_PLAYER}::test_the_speeds_go_round_and_each_is_kept_to",
    ),
    Change(
        _PLAYER,
        "LONGEST_MS / steps.length) / pace.speed();",
        "LONGEST_MS / steps.length);",
        f"{_IN_PLAYER}::test_the_speeds_go_round_and_each_is_kept_to",
    ),
    Change(
        _PLAYER,
        'steps[at].phase === "slide" ? SLIDE_MS : STEP_MS, LONGEST',
        'steps[at].phase === "slide" ? STEP_MS : SLIDE_MS, LONGEST',
        f"{_IN_PLAYER}::test_a_slide_takes_less_time_than_a_stamp",
    ),
    Change(
        _PLAYER,
        "const LONGEST_MS = 90_000;",
        "const LONGEST_MS = 900_000;",
        f"{_IN_PLAYER}::test_nobody_watches_longer_than_a_minute_and_a_half",
    ),
    Change(
        _PLAYER,
        "(100 * at) / (steps.length - 1)",
        "(100 * at) / steps.length",
        f"{_IN_PLAYER}::test_the_bar_stands_at_the_step_that_is_shown",
    ),
    Change(
        _PLAYER,
        "node.style.flexGrow = String(part.steps);",
        'node.style.flexGrow = "1";',
        f"{_IN_PLAYER}::test_short_phases_beside_many_slides_share_one_name",
    ),
    # What one picture costs, and what it leaves alone.
    Change(
        _DISPLAY,
        "const size = () => (known?.width ? known : (known = measured()));",
        "const size = () => measured();",
        f"{_IN_FRAME}::test_a_step_is_laid_out_once[traced0-readings0]",
    ),
    Change(
        _GRIDS,
        "return [...before.lit(), ...now.lit(), ...added];",
        "return null;",
        f"{_IN_FRAME}::test_a_step_of_the_largest_picture_costs_what_it_changes",
    ),
    Change(
        _GRIDS,
        "return [...before.lit(), ...now.lit(), ...added];",
        "return [...now.lit(), ...added];",
        f"{_IN_FRAME}::test_a_pointer_touches_only_what_lights_up_or_goes_out",
    ),
    Change(
        _THEME,
        "      known.clear();\n",
        "",
        f"{_IN_FRAME}::test_another_theme_is_painted_too",
    ),
    Change(
        _READING_STAMP,
        "value, warmth: warmthUpTo(adder.mostInFrame()),",
        "value, warmth: warmthUpTo(stamped),",
        f"{_IN_FRAME}::test_a_number_keeps_its_shade_while_others_arrive",
    ),
    Change(
        _READING_SLIDE,
        'life === "hidden" ? undefined : stands.get(',
        "stands.get(",
        f"{_IN_FRAME}::test_zeros_that_are_not_there_yet_are_not_lit",
    ),
    Change(
        _READING_STAMP,
        'oy === null || ox === null ? " doomed" : "";',
        'oy === null && ox === null ? " doomed" : "";',
        f"{_IN_FRAME}::test_what_padding_will_cut_is_marked_from_the_start",
    ),
    Change(
        _PLAYER,
        '"-": () => pace.change(-1),',
        '"-": () => pace.change(1),',
        f"{_IN_PLAYER}::test_plus_and_minus_change_the_speed_to_its_ends",
    ),
    Change(
        _PLAYER,
        "go(at >= steps.length - 1 ? 0 : at + 1);",
        "go(at + 1);",
        f"{_IN_PLAYER}::test_over_and_over_leads_from_the_end_to_the_beginning",
    ),
    # Sums, step by step.
    Change(
        _SUMS,
        "if (stamps < reached) {",
        "if (stamps < 0) {",
        f"{_IN_STEPS}::test_stamps_add_up_on_the_way_there_and_on_the_way_back",
    ),
    Change(
        _SUMS,
        "if (state.done === done) return state.sums;",
        "if (state.done >= done) return state.sums;",
        f"{_IN_STEPS}::test_readings_side_by_side_hold_the_same_sums_there_and_back",
    ),
    Change(
        _SUMS,
        "(done === inputs.length ? ended() : byStamps(done));",
        "(done > inputs.length ? ended() : byStamps(done));",
        f"{_IN_STEPS}::test_readings_side_by_side_hold_the_same_sums_there_and_back",
    ),
    Change(
        _SUMS,
        "const whole = (sum ?? 0) + (reading.result ? scene.bias[output[0]] : 0);",
        "const whole = sum ?? 0;",
        f"{_IN_STEPS}::test_a_convolution_slides_there_and_back",
    ),
    Change(
        _SUMS,
        "const complete = !byOutput && done === inputs.length;",
        "const complete = !byOutput;",
        f"{_IN_STEPS}::test_readings_side_by_side_hold_the_same_sums_there_and_back",
    ),
    Change(
        _SUMS,
        "return Number.isNaN(sum) && Number.isNaN(own);",
        "return true;",
        f"{_IN_READINGS}::test_results_are_equal_cell_by_cell_but_for_rounding",
    ),
    Change(
        _SUMS,
        "Math.abs(sum - own) <= CLOSE",
        "Math.abs(sum - own) < 0 * CLOSE",
        f"{_IN_READINGS}::test_results_are_equal_cell_by_cell_but_for_rounding",
    ),
    Change(
        _SUMS,
        "CLOSE * Math.max(1, Math.abs(sum))",
        "CLOSE",
        f"{_IN_READINGS}::test_results_are_equal_cell_by_cell_but_for_rounding",
    ),
    Change(
        _SCENE,
        "Math.min(walked.length, at - begin + 1)",
        "Math.min(walked.length, at - begin)",
        f"{_IN_STEPS}::test_stamps_add_up_on_the_way_there_and_on_the_way_back",
    ),
    Change(
        _READING_STAMP,
        "(sums[py][px] || 0) + opened.scene.bias[d]",
        "(sums[py][px] || 0)",
        f"{_IN_STEPS}::test_stamps_add_up_on_the_way_there_and_on_the_way_back",
    ),
    Change(
        _READING_STAMP,
        "(sums[py][px] || 0) + opened.scene.bias[d]",
        "(sums[py][px] || 0) + opened.scene.bias[0]",
        f"{_IN_STEPS}::test_each_map_has_its_own_sums_and_its_own_bias",
    ),
    Change(
        _READING_STAMP,
        'title: `${titled(view, "Output", "output", d, maps)}${complete ? "" : " so far"}`',
        'title: titled(view, "Output", "output", d, maps)',
        f"{_IN_STEPS}::test_the_sum_is_called_so_far_until_its_last_stamp",
    ),
    Change(
        _READING_STAMP,
        "key(cell) === key(input)) < opened.done(at);",
        "key(cell) === key(input)) <= opened.done(at);",
        f"{_IN_STEPS}::test_a_stamp_is_empty_until_its_step_and_then_holds_its_products",
    ),
    # What is there at a step.
    Change(
        _SCENE,
        'if (Math.max(y.since[py], x.since[px]) > at) return "hidden";',
        'if (Math.max(y.since[py], x.since[px]) >= at) return "hidden";',
        f"{_IN_STEPS}::test_the_spread_grid_is_made_place_by_place_and_unmade_backwards",
    ),
    Change(
        _SCENE,
        'if (Math.max(y.since[py], x.since[px]) > at) return "hidden";',
        'if (Math.min(y.since[py], x.since[px]) > at) return "hidden";',
        f"{_IN_STEPS}::test_a_convolution_s_rings_come_one_by_one_from_inside",
    ),
    Change(
        _SCENE,
        "return end !== null && end <= at && (back === null || at < back);",
        "return end !== null && end <= at;",
        f"{_IN_STEPS}::test_padding_cuts_at_its_step_and_the_next_one_gives_back",
    ),
    Change(
        _SCENE,
        "return end !== null && end <= at && (back === null || at < back);",
        "return end !== null && end < at && (back === null || at < back);",
        f"{_IN_STEPS}::test_padding_cuts_at_its_step_and_the_next_one_gives_back",
    ),
    Change(
        _PANELS,
        "scene.turned !== null && scene.turned <= view.at;",
        "scene.turned !== null && scene.turned < view.at;",
        f"{_IN_STEPS}::test_the_kernel_lies_turned_from_its_step_on_and_not_before",
    ),
    Change(
        _PANELS,
        'const turned = scene.slides && scene.walk === "output" &&',
        "const turned = scene.slides &&",
        f"{_IN_STEPS}::test_the_kernel_never_turns_where_nothing_slides[by input]",
    ),
    Change(
        _PANELS,
        "position: [tapsY.indexOf(ky), tapsX.indexOf(kx)],",
        "position: [row, column],",
        f"{_IN_STEPS}::test_the_kernel_lies_turned_from_its_step_on_and_not_before",
    ),
    Change(
        _READING_SLIDE,
        'const together = phase === "input" && scene.walk === "output";',
        "const together = false;",
        f"{_IN_STEPS}::test_input_cells_stand_together_at_first_and_apart_from_then_on",
    ),
    Change(
        _READING_SLIDE,
        'lighted(there ? "ring" : "ring hidden",',
        'lighted("ring",',
        f"{_IN_STEPS}::test_a_convolution_s_rings_come_one_by_one_from_inside",
    ),
    Change(
        _READING_SLIDE,
        "(opened.transposed ? axis.turned : axis.taps)",
        "(opened.transposed ? axis.taps : axis.taps)",
        f"{_IN_STEPS}::test_each_product_stands_where_its_tap_lies",
    ),
    Change(
        _READING_SLIDE,
        'className: row ? (row.input ? "weight lit" : "weight") : "empty"',
        'className: row ? "weight lit" : "empty"',
        f"{_IN_STEPS}::test_under_the_kernel_are_the_step_s_cells_and_products[transposed]",
    ),
    Change(
        _PANELS,
        "className: differs[d][y][x] ?",
        "className: !differs[d][y][x] ?",
        f"{_IN_STEPS}::test_a_mistake_marks_exactly_the_cells_that_differ",
    ),
    Change(
        _PANELS,
        "Math.max(largest, Math.abs(number)), 0));",
        "Math.max(largest, number), 0));",
        f"{_IN_STEPS}::test_warm_colours_follow_the_size_of_the_numbers",
    ),
    Change(
        _MOTION,
        "flights.length > MOST ||",
        "",
        f"{_IN_STEPS}::test_more_than_25_products_do_not_fly",
    ),
    Change(
        _MOTION,
        "translate(${from.x}px, ${from.y}px)",
        "translate(${to.x}px, ${to.y}px)",
        f"{_IN_STEPS}::test_what_flies_starts_at_its_tap_and_ends_where_it_is_added",
    ),
    Change(
        _PLAYBACK,
        "const next = at === before + 1;",
        "const next = at !== before;",
        f"{_IN_STEPS}::test_on_the_way_products_fly_and_going_back_or_far_they_do_not",
    ),
    # The matrix.
    Change(
        _READING_MATRIX,
        "const convolution = opened.transposed === over;",
        "const convolution = opened.transposed !== over;",
        f"{_IN_STEPS}::test_the_matrix_holds_core_s_numbers_and_its_name[transposed]",
    ),
    Change(
        _READING_MATRIX,
        "const inLine = input === across || output === along;",
        "const inLine = input === along || output === across;",
        f"{_IN_STEPS}::test_a_step_marks_a_row_of_the_matrix_or_by_input_a_column",
    ),
    Change(
        _BOARD,
        'text: equal ? "=" : "≠"',
        'text: "="',
        f"{_IN_READINGS}::test_the_mark_between_two_results_says_when_they_differ",
    ),
    Change(
        _BOARD,
        "view.adder.sums(reading, view.at)));",
        "view.adder.sums(reading, view.opened.steps.length - 1)));",
        f"{_IN_READINGS}::test_the_mark_looks_at_the_step_in_hand",
    ),
    Change(
        _READING_STAMP,
        'long: "Sum of stamps"',
        'long: "Sums of the slide"',
        f"{_IN_READINGS}::test_each_result_is_named_after_its_reading",
    ),
    # Pointing.
    Change(
        _SCENE,
        "scene.pairs.filter((pair) => pair[2] === first && pair[3] === second)",
        "scene.pairs.filter((pair) => pair[2] === first)",
        f"{_IN_POINTING}::test_each_cell_lights_what_core_s_rows_say[stamp, two channels]",
    ),
    Change(
        _SCENE,
        "scene.pairs.filter((pair) => pair[2] === first && pair[3] === second)",
        "scene.pairs.slice(0, 1)",
        f"{_IN_POINTING}::test_each_cell_lights_what_core_s_rows_say[slide, two channels]",
    ),
    Change(
        _PANELS,
        'if (focus.kind === "out") return termsOf(cell);',
        'if (focus.kind === "out") return opened.byOutput(cell);',
        f"{_IN_POINTING}::test_an_output_under_the_sliding_kernel_lights_all_its_taps",
    ),
    Change(
        _PANELS,
        'if (focus.kind === "frame") return opened.byFrame(cell);',
        'if (focus.kind === "frame") return [];',
        f"{_IN_POINTING}::test_what_is_cut_off_says_so_and_lights_what_it_was_made_of",
    ),
    Change(
        _DISPLAY,
        '"[data-cell]:not(.hidden)"',
        '"[data-cell]"',
        f"{_IN_POINTING}::test_what_is_not_there_yet_cannot_be_pointed_at",
    ),
    Change(
        _POINTER,
        "pinned = same(cell, pinned) ? null : cell;",
        "pinned = cell;",
        f"{_IN_POINTING}::test_a_click_pins_and_a_second_one_lets_go",
    ),
    Change(
        _STAGE,
        "cells.hovered() ?? (named && single(named)) ?? cells.pinned()",
        "cells.pinned() ?? (named && single(named)) ?? cells.hovered()",
        f"{_IN_POINTING}::test_a_click_pins_and_a_second_one_lets_go",
    ),
    Change(
        _POINTER,
        "    if (!hovered) return;\n    hovered = null;",
        "    if (!hovered) return;",
        f"{_IN_POINTING}::test_cells_too_small_for_numbers_answer_by_place",
    ),
    Change(
        _STAGE,
        "    cells.clear();\n    phrases.clear();",
        "    phrases.clear();",
        f"{_IN_POINTING}::test_another_reading_lets_go_of_the_pin",
    ),
    Change(
        _STAGE_STYLE,
        '.cell[data-cell*=":"]:not(.hidden) rect { pointer-events: all; }',
        "",
        f"{_IN_POINTING}::test_cells_without_a_filling_answer_the_pointer_in_their_middle[cut off]",
    ),
    Change(
        _CURSOR,
        "return known ? { kind: start.kind, cell: next } : start;",
        "return { kind: start.kind, cell: next };",
        f"{_IN_POINTING}::test_the_cursor_stays_in_its_map",
    ),
    Change(
        _CURSOR,
        "ArrowUp: [-1, 0], ArrowDown: [1, 0]",
        "ArrowUp: [1, 0], ArrowDown: [-1, 0]",
        f"{_IN_POINTING}::test_the_cursor_goes_by_arrows_and_letters_choose_its_grid",
    ),
    Change(
        _PAINTING,
        "((x - box.left) / box.width) * row.length",
        "((x - box.left) / box.width) * grid.length",
        f"{_IN_POINTING}::test_cells_too_small_for_numbers_answer_by_place",
    ),
    Change(
        _PAINTING,
        "const [left, right, top, bottom] = [across[x], across[x + 1], down[y], down[y + 1]];",
        "const [left, right, top, bottom] = [across[y], across[y + 1], down[x], down[x + 1]];",
        f"{_IN_POINTING}::test_what_is_lit_is_framed_in_a_painted_grid",
    ),
    # Sentences.
    Change(
        _WORDS,
        'const inside = (text) => (text.startsWith("−") ? `(${text})` : text);',
        "const inside = (text) => text;",
        f"{_IN_POINTING}::test_negative_numbers_stand_in_brackets_and_products_are_rounded",
    ),
    Change(
        _WORDS,
        "const used = rows.filter((row) => row.output && row.input);",
        "const used = rows;",
        f"{_IN_POINTING}::test_pointing_at_a_tap_says_where_it_is_used",
    ),
    Change(
        _WORDS,
        '(bias ? [["bias", bias]] : [])',
        "([])",
        f"{_IN_POINTING}::test_pointing_at_an_output_says_core_s_sum",
    ),
    Change(
        _WORDS,
        "said.push(`${rows.length - MOST_TERMS} more`)",
        "said.push(`${rows.length} more`)",
        f"{_IN_POINTING}::test_long_sums_are_cut_after_ten_terms_and_say_how_many_more",
    ),
    Change(
        _WORDS,
        "const cropped = rows.length - landed.length;",
        "const cropped = landed.length;",
        f"{_IN_STEPS}::test_a_step_says_what_is_cut_off",
    ),
    Change(
        _PANELS,
        "return rows.filter((row) => row.input && done.has(key(row.input)));",
        "return rows;",
        f"{_IN_POINTING}::test_letters_in_a_sum_grow_stamp_by_stamp[matrix]",
    ),
    # The controls.
    Change(
        _AHEAD,
        "JSON.stringify(base[name]) !== JSON.stringify(now[name])",
        "base[name] === undefined",
        f"{_IN_CONTROLS}::test_what_was_sent_ahead_is_not_used_once_another_control_differs",
    ),
    Change(
        _AHEAD,
        "if (JSON.stringify(now[moved]) === JSON.stringify(base[moved])) return here;",
        "",
        f"{_IN_LAB}::test_a_dragged_control_shows_every_value_without_asking_the_server",
    ),
    Change(
        _EDITOR,
        'const typing = input.matches(":focus") && input.value !== input.dataset.known;',
        "const typing = false;",
        f"{_IN_CONTROLS}::test_what_is_being_typed_is_not_overwritten_by_an_answer",
    ),
    Change(
        _EDITOR,
        "input.selectionEnd === input.value.length) return `${y},${x + 1}`;",
        "input.selectionEnd === input.value.length) return `${y + 1},${x}`;",
        f"{_IN_CONTROLS}::test_the_arrows_of_a_field_go_to_its_neighbours",
    ),
    Change(
        _EDITOR,
        'cell ? [cell.kind === "tap" ? "kernel" : "image", cell.cell] : ["image", [0, 0, 0]];',
        '["image", [0, 0, 0]];',
        f"{_IN_CONTROLS}::test_a_double_click_types_into_that_very_cell",
    ),
    Change(
        _EDITOR,
        "plane: planes[a][b], values",
        "plane: 0, values",
        f"{_IN_CONTROLS}::test_a_typed_number_of_the_second_plane_goes_there",
    ),
    Change(
        _SLIDERS,
        "if ((!typing || everything) && box.value",
        "if (box.value",
        f"{_IN_CONTROLS}::test_an_emptied_field_waits_for_its_number_until_it_is_left",
    ),
    Change(
        _SLIDERS,
        "padding: now().padding === value ? 0 : value",
        "padding: value",
        f"{_IN_CONTROLS}::test_padding_by_a_word_is_taken_back_by_a_second_press",
    ),
    Change(
        _SLIDERS,
        'move("input_size", { input_size: [now().input_size[0], value] }, commit)),',
        'move("input_size", { input_size: [value, now().input_size[1]] }, commit)),',
        f"{_IN_CONTROLS}::test_height_and_width_go_together_until_they_are_let_apart",
    ),
    Change(
        _SLIDERS,
        "if (height !== width && !row) linked = false;",
        "",
        f"{_IN_CONTROLS}::test_a_link_with_two_sizes_lets_them_apart",
    ),
    Change(
        _SLIDERS,
        "onchange: () => set(range.valueAsNumber, true),",
        "onchange: () => set(range.valueAsNumber, false),",
        f"{_IN_CONTROLS}::test_a_slider_and_its_box_show_one_value_and_all_else_follows[stride]",
    ),
    Change(
        _CHANNELS,
        'move("channels", { channels: [now().channels[0], value] })',
        'move("channels", { channels: [value, now().channels[1]] })',
        f"{_IN_CONTROLS}::test_channels_groups_and_bias_are_typed_and_named_in_their_heading",
    ),
    Change(
        _CONNECTION,
        "if (anew) tellAgain(next);",
        "",
        f"{_IN_CONTROLS}::test_a_server_that_was_started_anew_is_told_what_this_page_holds",
    ),
    Change(
        _CONNECTION,
        "if (next.n < sent || held) return false;",
        "if (held) return false;",
        f"{_IN_CONTROLS}::test_a_late_answer_moves_no_knob_back",
    ),
    Change(
        _CONNECTION,
        "unanswered = unanswered.filter(([number]) => number > next.n);",
        "unanswered = [];",
        f"{_IN_CONTROLS}::test_an_edit_is_sent_with_each_wish_until_it_is_answered",
    ),
    Change(
        _CONNECTION,
        "if (edit) unanswered.push([sent, edit]);",
        "if (edit) unanswered = [[sent, edit]];",
        f"{_IN_CONTROLS}::test_an_edit_is_sent_with_each_wish_until_it_is_answered",
    ),
    Change(
        _STAGE,
        'middle.classList.toggle("stale", Boolean(message.error));',
        'middle.classList.toggle("stale", !message.error);',
        f"{_IN_CONTROLS}::test_a_fix_keeps_what_was_moved_and_the_picture_is_pale_until_then",
    ),
    Change(
        _CAPTIONS,
        '...notices.map((text) => element("p", {}, text))',
        "",
        f"{_IN_CONTROLS}::test_a_number_out_of_range_becomes_the_nearest_and_says_so[stride]",
    ),
    Change(
        _PLAYBACK,
        "const step = ended || begins ? steps().length - 1 :",
        "const step = begins ? steps().length - 1 :",
        f"{_IN_CONTROLS}::test_who_looks_at_the_end_stays_there_when_a_size_changes",
    ),
    Change(
        _PLAYBACK,
        "walk === scene.walk || first ? play.at() : 0;",
        "play.at();",
        f"{_IN_CONTROLS}::test_the_walk_is_chosen_where_readings_leave_a_choice",
    ),
    Change(
        _SWITCHES,
        "(one === value ? !on : readings.includes(one)));",
        "(one === value ? on : readings.includes(one)));",
        f"{_IN_CONTROLS}::test_side_by_side_shows_all_and_one_more_press_the_first_alone",
    ),
    Change(
        _SWITCHES,
        "[narrow ? tab : readings[0]] : abreast()",
        "[narrow ? tab : readings[1]] : abreast()",
        f"{_IN_CONTROLS}::test_side_by_side_shows_all_and_one_more_press_the_first_alone",
    ),
    Change(
        _READING_STAMP,
        'if (step.phase === "stamp" && step.cell) return step.cell;',
        "",
        f"{_IN_CONTROLS}::test_stamps_stand_all_together_one_at_a_time_or_in_a_row",
    ),
    Change(
        _VISIBILITY,
        "hide.includes(part));\n  }",
        "!hide.includes(part));\n  }",
        f"{_IN_CONTROLS}::test_a_link_hides_just_what_it_names[share]",
    ),
    Change(
        _VISIBILITY,
        'const FREE = ".symbols, summary";',
        'const FREE = "button, summary";',
        f"{_IN_CONTROLS}::test_a_lock_leaves_letters_steps_and_pointing",
    ),
    Change(
        _PLAYBACK,
        "play.load(steps(), phases(), names(), step ?? play.at());",
        "play.load(steps(), phases(), names(), play.at());",
        f"{_IN_CONTROLS}::test_a_link_opens_at_its_step_with_its_pin_and_its_letters",
    ),
    Change(
        _PICTURE,
        'if (file.size > LARGEST_FILE) return "large";',
        'if (file.size >= LARGEST_FILE) return "large";',
        f"{_IN_CONTROLS}::test_a_file_that_is_no_image_changes_nothing_and_says_which",
    ),
    Change(
        _PICTURE,
        'if (file.type.startsWith("image/svg")) return "svg";',
        "",
        f"{_IN_CONTROLS}::test_a_file_that_is_no_image_changes_nothing_and_says_which",
    ),
    Change(
        _PICTURE,
        "data.slice(4 * (y * width + x))",
        "data.slice(4 * (y * height + x))",
        f"{_IN_CONTROLS}::test_an_image_file_becomes_grey_numbers_row_by_row",
    ),
    Change(
        _PICTURE,
        "0.299 * r + 0.587 * g + 0.114 * b",
        "0.587 * r + 0.299 * g + 0.114 * b",
        f"{_IN_CONTROLS}::test_an_image_file_becomes_grey_numbers_row_by_row",
    ),
    Change(
        _PICTURE,
        "SIDE / Math.max(bitmap.width, bitmap.height)",
        "SIDE / Math.min(bitmap.width, bitmap.height)",
        f"{_IN_CONTROLS}::test_a_large_image_is_scaled_to_28_cells_along_its_longer_side",
    ),
    Change(
        _KEYBOARD,
        "if (!free || event.ctrlKey || event.metaKey || event.altKey) return;",
        "if (!free) return;",
        f"{_IN_PLAYER}::test_keys_that_belong_to_the_browser_take_no_step[Control]",
    ),
    Change(
        _KEYBOARD,
        'if (["INPUT", "SELECT"].includes(target.tagName)) return;',
        "",
        f"{_IN_CONTROLS}::test_a_field_and_a_list_keep_their_own_keys",
    ),
    Change(
        _RESIDENCE,
        "new ResizeObserver(() => resized());",
        "new ResizeObserver(() => {});",
        f"{_IN_STEPS}::test_the_picture_fits_its_place_when_the_window_changes",
    ),
    Change(
        _STAGE,
        "if (spoken(picture.size()) !== drawn) draw();",
        "draw();",
        f"{_IN_READINGS}::test_the_largest_setting_is_drawn_once_and_to_its_end",
    ),
    Change(
        _STAGE,
        "if (begins) played.goTo(0);",
        "",
        f"{_IN_CONTROLS}::test_an_example_begins_at_its_first_step_in_its_own_reading",
    ),
    Change(
        _STAGE,
        'picture.svg.setAttribute("aria-label", said.tell(view, cells.pinned()));',
        "said.tell(view, cells.pinned());",
        f"{_IN_STEPS}::test_the_picture_s_name_is_the_sentence",
    ),
    # What is taken away.
    Change(
        _LINK,
        'if (symbols) parts.push("symbols=1");',
        "",
        f"{_IN_TAKEAWAY}::test_the_dialog_s_link_holds_setting_step_pin_and_letters",
    ),
    Change(
        _TAKEAWAY,
        '["locked: to be seen, not changed", `&hide=none${LOCKED}`, 720],',
        '["locked: to be seen, not changed", "&hide=none", 720],',
        f"{_IN_TAKEAWAY}::test_the_embed_code_hides_locks_or_frees_the_controls[locked]",
    ),
    Change(
        _SHOTS,
        'steps[at].phase === "slide" ? SLIDE_MS : FRAME_MS;',
        "FRAME_MS;",
        f"{_IN_TAKEAWAY}::test_slides_are_shorter_than_stamps_in_the_animation_too",
    ),
    Change(
        _TAKEAWAY,
        "step: at, beside:",
        "step: 0, beside:",
        f"{_IN_TAKEAWAY}::test_a_step_without_a_cell_is_written_with_what_it_cuts",
    ),
    Change(
        _DRAWING,
        'style.visibility === "hidden" || style.opacity === "0"',
        'style.visibility === "hidden"',
        f"{_IN_TAKEAWAY}::test_a_drawing_leaves_out_what_is_hidden_and_strikes_what_is_cut",
    ),
    Change(
        _TAKEAWAY,
        "      written.hidden = true;\n    },",
        "    },",
        f"{_IN_TAKEAWAY}::test_the_program_that_is_shown_is_the_one_that_is_saved",
    ),
    # A phone, and presenting.
    Change(
        _UPRIGHT,
        "while (size > 1 && tall(size) > height) size -= 1;",
        "",
        f"{_IN_PHONE}::test_the_drawer_holds_the_rest_and_leaves_the_picture_in_view",
    ),
    Change(
        _DRAWER,
        "if (wanted) side.prepend(moved);",
        "",
        f"{_IN_PHONE}::test_the_drawer_holds_the_rest_and_leaves_the_picture_in_view",
    ),
    Change(
        _DRAWER,
        "for (const { thing, place } of away) place.replaceWith(thing);",
        "",
        f"{_IN_PHONE}::test_a_board_that_grows_wider_has_its_own_places_again",
    ),
    Change(
        _PRESENT,
        "PageDown: () => turn(1),",
        'PageDown: () => play({ key: "ArrowRight" }),',
        f"{_IN_PRESENT}::test_page_keys_step_through_five_scenes_and_escape_leaves",
    ),
    Change(
        _STAGE,
        "`${message.n} ${message.link}",
        "`${message.link}",
        f"{_IN_PRESENT}::test_page_keys_step_through_five_scenes_and_escape_leaves",
    ),
)
