"""What is kept for the next visitor, bounded by the room it takes."""

import tracemalloc
from time import process_time

from app.lab import session
from app.lab.takeaway import Request, take
from app.setting.link import decode
from app.shared.remembered import OF_PICKLED, Remembered
from core.mistakes import mistakes

LARGEST = {"i": "64x64", "k": "5", "s": "4", "c": "4x4", "d": "3", "r": "stamp,slide,matrix,count"}


def test_an_answer_is_made_once_and_what_was_asked_for_last_stays() -> None:
    made = []

    def long(n: int) -> bytes:
        made.append(n)
        return bytes(1000)

    kept = Remembered(long, most=3 * OF_PICKLED * 1100)
    for n in (1, 2, 3, 1, 4, 1, 3, 2):
        assert kept(n) == bytes(1000)

    assert made == [1, 2, 3, 4, 2]
    assert kept.bytes <= 3 * OF_PICKLED * 1100


def test_an_answer_larger_than_everything_is_not_kept() -> None:
    kept = Remembered(lambda n: bytes(n), most=1000)

    assert len(kept(5000)) == 5000
    assert kept.bytes == 0


def test_links_to_large_settings_do_not_add_up() -> None:
    """14 MB for each of 2,048 settings that were kept."""
    tracemalloc.start()
    for seed in range(6):
        setting, _ = decode({**LARGEST, "x": f"random.{seed}", "m": "unturned"})
        lab = session.opened(LARGEST | {"x": f"random.{seed}", "m": setting.mistake})
        session.message(lab, {}, False)
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()

    assert held < 45_000_000


def test_the_player_of_the_largest_setting_is_written_within_a_second() -> None:
    setting, _ = decode(LARGEST)
    for made in ("", *(one.key for one in mistakes(setting.trace()))):
        chosen, _ = decode(LARGEST | ({"m": made} if made else {}))
        started = process_time()
        taken = take(Request(1, "html"), chosen)

        assert taken["text"]
        assert not taken["error"]
        assert process_time() - started < 1, made
