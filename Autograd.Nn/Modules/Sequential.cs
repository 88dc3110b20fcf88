using System.Globalization;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Layers one after the other. Weights that are followed by an activation are initialized with the activation's gain, unless their
/// initializer states one; layers that pass it through (<see cref="Layer.PassesGain"/>: dropout, normalisation) may stand between.
/// </summary>
public sealed class Sequential : Layer
{
    private readonly Layer[] _layers;

    /// <summary>Chains layers; their names are their positions.</summary>
    /// <param name="layers">The layers, first to last.</param>
    /// <exception cref="ArgumentNullException">A layer is null; none is taken then.</exception>
    public Sequential(params ReadOnlySpan<Layer> layers)
    {
        Positions.ExpectAll(layers, nameof(Sequential), nameof(layers));
        _layers = layers.ToArray();
        for (int i = 0; i < _layers.Length; i++)
        {
            Register(_layers[i], name: i.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>The number of layers.</summary>
    public int Count => _layers.Length;

    /// <summary>A layer by its position.</summary>
    /// <param name="index">The position, from the front or the end.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no layer at the position.</exception>
    public Layer this[Index index] => _layers[Positions.Expect(index.GetOffset(Count), Count, nameof(Sequential), nameof(index))];

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        foreach (Layer layer in _layers)
        {
            input = layer.Forward(input);
        }

        return input;
    }

    internal override double? GainAhead => GainFrom(0);

    internal override double GainBehind(Module part) => GainFrom(Array.IndexOf(_layers, part) + 1) ?? GainBehind();

    // Null where all layers from there on pass the gain, or there are none.
    private double? GainFrom(int position)
    {
        double? gain = null;
        for (int i = position; i < _layers.Length && gain is null; i++)
        {
            gain = _layers[i].GainAhead;
        }

        return gain;
    }
}
