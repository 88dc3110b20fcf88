namespace Autograd.Core;

/// <summary>
/// The three sides of a convolution. It is linear in image and weight, and so the product of its result with a gradient is linear in all
/// three: each side is the derivative of that product by itself, computed from the other two. So derivatives of every order are made of
/// these three.
/// </summary>
internal sealed class ConvolutionParts(string name, ConvolutionGeometry geometry, Shape image, Shape weight, Shape result)
{
    private enum Side
    {
        Image,
        Weight,
        Result,
    }

    public Tensor Image(Tensor weight, Tensor result) => new Part(this, Side.Image).Apply(weight, result);

    public Tensor Weight(Tensor image, Tensor result) => new Part(this, Side.Weight).Apply(image, result);

    public Tensor Result(Tensor image, Tensor weight) => new Part(this, Side.Result).Apply(image, weight);

    private string Name => $"{name}_backward";

    private Shape ShapeOf(Side side) => side switch
    {
        Side.Image => image,
        Side.Weight => weight,
        _ => result,
    };

    private void Compute(Side side, Tensor first, Tensor second, Tensor to)
    {
        switch (side)
        {
            case Side.Image:
                Convolution.Transposed(in geometry, second, first, default, to);
                break;
            case Side.Weight:
                Convolution.ByWeight(in geometry, first, second, to);
                break;
            default:
                Convolution.Run(in geometry, first, second, default, to);
                break;
        }
    }

    // One side from the other two, in the order image, weight, result.
    private sealed class Part(ConvolutionParts of, Side side) : Op(of.Name)
    {
        private Side First => side == Side.Image ? Side.Weight : Side.Image;

        private Side Second => side == Side.Result ? Side.Weight : Side.Result;

        protected override Tensor Forward(OpCall call)
        {
            Tensor output = Result(of.ShapeOf(side), call.Inputs[0].DType);
            of.Compute(side, call.Inputs[0], call.Inputs[1], output);
            return output;
        }

        protected override void Differentiate(Pullback call)
        {
            if (call.Needs(0))
            {
                call.Set(0, By(First, Second, call.Inputs[1], call.Upstream));
            }

            if (call.Needs(1))
            {
                call.Set(1, By(Second, First, call.Inputs[0], call.Upstream));
            }
        }

        // The gradient by one side, from the other and the one that the upstream gradient has taken the place of.
        private Tensor By(Side wanted, Side other, Tensor given, Tensor upstream)
        {
            var part = new Part(of, wanted);
            return part.First == other ? part.Apply(given, upstream) : part.Apply(upstream, given);
        }
    }
}
