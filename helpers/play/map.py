"""The map of 2-D codes, beside what a decoder draws there."""

from helpers import nets, show
from helpers.play.controls import present
from helpers.play.pointer import pointer_map, start_code


def code_map(decoder, codes, labels) -> None:
    """Move the pointer over a map of 2-D codes; the decoder's picture follows. Drag for a path.

    decoder: (N, 2) → (N, 1, 28, 28) in [0, 1]; codes (N, 2) and labels (N,) make the map. The
    static figure is the map beside one decoded digit.
    """
    present(pointer_map(decoder, codes, labels), _map_and_digit(decoder, codes, labels))


def _map_and_digit(decoder, codes, labels) -> show.Picture:
    z = start_code(codes, labels, 3)
    drawing, (left, right) = show.plt.subplots(1, 2, figsize=(9, 4.6), width_ratios=(1.25, 1))
    show.codes(codes, labels, axis=left, alt="")
    left.plot(*z.tolist(), "P", color="black", markersize=15, markeredgecolor="white",
              zorder=10)  # above the numbers
    right.imshow(show.numpy(nets.predict(decoder, z.view(1, 2))[0, 0]), cmap="gray",
                 vmin=0, vmax=1)
    right.set(xticks=[], yticks=[], title="decoder(z)")
    return show.picture(drawing, alt=(
        f"A map of 2-D codes coloured by digit with a cross at ({z[0]:.1f}, {z[1]:.1f}), "
        "among the 3s, and the picture that the decoder makes of that code."))
