using System.Text;
using Autograd.Core;
using Autograd.Nn;

namespace Spirals;

/// <summary>What a network says of every place, drawn with characters, and the points over it.</summary>
/// <param name="model">The network; it answers a place with a score for each spiral.</param>
/// <param name="points">The points to draw.</param>
internal sealed class DecisionMap(Layer model, TensorDataset points)
{
    private const int Width = 56, Height = 21;
    private const double Margin = 1.15 * SpiralPoints.Reach;

    // Two grounds, and a mark on each that is seen on both.
    private const string Grounds = " ░", Marks = "○●";

    private readonly Tensor _places = Places();

    /// <summary>The picture now, lines of text.</summary>
    internal string Draw()
    {
        using var scope = new TensorScope();
        long[] answers = model.Predict(_places, Width * Height).ArgMax(1).ToArray<long>();
        char[] picture = Array.ConvertAll(answers, answer => Grounds[(int)answer]);
        float[] at = points.Inputs.ToArray<float>();
        for (int i = 0; i < points.Count; i++)
        {
            int column = (int)Math.Round((at[2 * i] + Margin) / (2 * Margin) * (Width - 1));
            int row = (int)Math.Round((Margin - at[(2 * i) + 1]) / (2 * Margin) * (Height - 1));
            if (column is >= 0 and < Width && row is >= 0 and < Height)
            {
                picture[(row * Width) + column] = Marks[(int)points.Labels[i]];
            }
        }

        var text = new StringBuilder();
        foreach (char[] line in picture.Chunk(Width))
        {
            text.Append(new string(line).TrimEnd()).Append('\n');
        }

        return text.ToString();
    }

    // The middle of each character, row by row from the top.
    private static Tensor Places()
    {
        float[] places = new float[2 * Width * Height];
        for (int i = 0; i < Width * Height; i++)
        {
            places[2 * i] = (float)(Margin * ((2.0 * (i % Width) / (Width - 1)) - 1));
            places[(2 * i) + 1] = (float)(Margin * (1 - (2.0 * (i / Width) / (Height - 1))));
        }

        return Tensor.From(places, [Width * Height, 2]);
    }
}
