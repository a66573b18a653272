"""Which device the course takes, and that random numbers elsewhere are left alone."""

import pytest
import torch

from helpers import course


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    """No choice of an earlier test, and none of this machine's environment."""
    monkeypatch.delenv("COURSE_DEVICE", raising=False)
    course._chosen.cache_clear()
    yield
    course._chosen.cache_clear()


@pytest.fixture
def card(monkeypatch):
    """`card((7, 5), "sm_70 compute_70")`: a GPU of this capability, a PyTorch for these."""
    def put(capability, kernels):
        monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
        monkeypatch.setattr(torch.cuda, "get_device_capability", lambda *_: capability)
        monkeypatch.setattr(torch.cuda, "get_arch_list", kernels.split)
        monkeypatch.setattr(torch.cuda, "get_device_name", lambda *_: "Some Card")

    return put


@pytest.mark.parametrize(("capability", "kernels", "expected"), [
    ((7, 5), "sm_75 sm_80 sm_90", "cuda"),
    ((8, 6), "sm_75 sm_80 sm_90", "cuda"),        # a later card of the same major number
    ((8, 0), "sm_75 sm_86 sm_90", "cpu"),         # but no earlier one
    ((6, 1), "sm_75 sm_80 sm_90", "cpu"),
    ((6, 1), "sm_50 sm_75", "cpu"),
    ((12, 0), "sm_75 sm_90", "cpu"),
    ((12, 0), "sm_75 sm_90 compute_90", "cuda"),  # PTX is compiled for any later card
    ((7, 5), "sm_80 compute_80", "cpu"),
    ((10, 3), "sm_90 sm_100", "cuda"),
    ((10, 3), "sm_90 sm_100a", "cpu"),            # for 10.0 alone
    ((10, 0), "sm_90 sm_100a", "cuda"),
    ((9, 4), "gfx90a gfx942", "cuda"),            # AMD: PyTorch's own affair
])
def test_a_gpu_is_taken_where_pytorch_has_kernels_for_it(card, capability, kernels, expected):
    card(capability, kernels)
    assert course.device() == torch.device(expected)


def test_a_card_without_kernels_gives_the_cpu_and_one_line_why(card, capsys):
    card((6, 1), "sm_75 sm_80")
    course.begin()
    line, = capsys.readouterr().out.splitlines()
    assert "cpu: this PyTorch has no kernels for Some Card (sm_61; it has sm_75 sm_80)" in line


def test_the_status_line_says_which_device_and_why(card, capsys, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.mps, "is_available", lambda: False)
    course.begin()
    assert "· cpu: PyTorch sees no GPU ·" in capsys.readouterr().out
    course._chosen.cache_clear()
    card((8, 0), "sm_80")
    course.begin()
    assert "· cuda by default (Some Card) ·" in capsys.readouterr().out
    monkeypatch.setenv("COURSE_DEVICE", "cpu")
    course.begin()
    assert "· cpu: chosen by COURSE_DEVICE ·" in capsys.readouterr().out


def test_apples_gpu_is_taken_by_name_only(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.mps, "is_available", lambda: True)
    assert course.device() == torch.device("cpu")
    monkeypatch.setenv("COURSE_DEVICE", "mps")
    assert course.device() == torch.device("mps")


@pytest.mark.parametrize("asked", ["mps", "tpu", "cuda:1", "GPU", "meta"])
def test_a_device_that_is_not_there_is_an_error_that_lists_what_is(card, monkeypatch, asked):
    card((8, 0), "sm_80")
    monkeypatch.setattr(torch.mps, "is_available", lambda: False)
    monkeypatch.setenv("COURSE_DEVICE", asked)
    with pytest.raises(ValueError, match=f"'{asked}'.*set it to one of cpu, cuda"):
        course.begin()


def test_a_card_without_kernels_cannot_be_chosen(card, monkeypatch):
    card((6, 1), "sm_75")
    monkeypatch.setenv("COURSE_DEVICE", "cuda")
    with pytest.raises(ValueError, match="no kernels for Some Card.*one of cpu, or"):
        course.device()
    monkeypatch.setenv("COURSE_DEVICE", "")
    assert course.device() == torch.device("cpu")


@pytest.fixture
def two_cards(card, monkeypatch):
    """Two GPUs; gives the calls for their random states."""
    calls = []
    card((8, 0), "sm_80")
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)

    def get(device="cuda"):
        calls.append(("get", str(device)))
        return torch.tensor([1, 2], dtype=torch.uint8)

    monkeypatch.setattr(torch.cuda, "get_rng_state", get)
    monkeypatch.setattr(torch.cuda, "set_rng_state",
                        lambda state, device="cuda": calls.append(("set", str(device))))
    return calls


@pytest.mark.filterwarnings("error")
def test_a_fork_of_the_random_numbers_wakes_the_courses_own_gpu_alone(two_cards):
    before = torch.get_rng_state()
    with course.fork_rng():
        torch.rand(3)
    assert torch.equal(torch.get_rng_state(), before)
    assert two_cards == [("get", "cuda"), ("set", "cuda")]  # the current one, without a number


def test_a_fork_puts_random_numbers_back_after_an_error_too():
    before = torch.get_rng_state()
    with pytest.raises(KeyError), course.fork_rng():
        torch.rand(3)
        raise KeyError
    assert torch.equal(torch.get_rng_state(), before)


def test_a_state_from_a_gpu_is_restored_where_there_is_none(two_cards, monkeypatch):
    state = course.random_state()
    expected = torch.rand(3)
    assert set(state) == {"cpu", "cuda"} and state["cuda"].device.type == "cpu"
    monkeypatch.setenv("COURSE_DEVICE", "cpu")
    two_cards.clear()
    course.set_random_state(state)
    assert torch.equal(torch.rand(3), expected) and two_cards == []
